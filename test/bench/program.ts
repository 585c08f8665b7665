// A server program as a process of its own, started as it is, with nothing loaded before it.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Program {
  pid: number;
  /** Resolves when /health/ready at the port answers 200; rejects when the process ends before. */
  ready(port: number): Promise<void>;
  /** Resolves when `text` was among its output. */
  says(text: string): Promise<void>;
  end(): Promise<void>;
}

/** `env` goes over this process's own. */
export function startProgram(file: string, env: Record<string, string>): Program {
  const child = spawn(process.execPath, [file], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  const ended = once(child, 'exit');
  let over = false;
  void ended.then(() => {
    over = true;
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const when = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await holds())) {
      if (over) throw new Error(`${file} ended:\n${output}`);
      await sleep(2);
    }
  };
  return {
    pid: child.pid ?? 0,
    ready: (port) => when(() => isReady(port)),
    says: (text) => when(() => output.includes(text)),
    async end() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function isReady(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = http.get({ host: 'localhost', port, path: '/health/ready', agent: false }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode === 200));
    });
    request.on('error', () => resolve(false));
  });
}
