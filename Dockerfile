# The production image: the server's TypeScript as it is, the built browser code, production packages, no root.
ARG NODE_IMAGE=node:24.21.0-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY tsconfig.json vite.config.ts ./
COPY src src
RUN npm run build:web

FROM ${NODE_IMAGE} AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# node itself is an optional package, for machines whose own is older; the base image has the right one
RUN npm ci --omit=dev --omit=optional --ignore-scripts

FROM ${NODE_IMAGE}
WORKDIR /app
ENV NODE_ENV=production NODE_COMPILE_CACHE=/home/node/.cache/node-compile
COPY --from=packages /app/node_modules node_modules
COPY package.json atlassian-connect.json ./
COPY migrations migrations
COPY views views
COPY public public
COPY --from=build /app/public/assets public/assets
COPY src src
USER node
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 3000}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# What `npm start` runs, without a shell or npm in between, so that SIGTERM reaches it.
CMD ["node", "src/main.ts"]
