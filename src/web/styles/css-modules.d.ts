// Vite turns an imported stylesheet into a linked file.
declare module '*.css';
