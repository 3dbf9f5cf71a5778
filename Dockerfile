# The service on one machine: docs/container.md says how it is run.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY client/package.json client/
RUN npm ci
COPY . .
# The base image has the Node that runs it, and nothing loads TypeScript.
RUN npm run build:machine \
  && npm prune --omit=dev \
  && rm -rf node_modules/node-* node_modules/.bin/node node_modules/typescript node_modules/@typescript \
    .build/osls .build/compile-cache

FROM node:24.21.0-bookworm-slim
RUN useradd --system --uid 10001 --user-group --no-create-home --home-dir /data --shell /usr/sbin/nologin invite-spool \
  && install -d -o invite-spool -g invite-spool -m 700 /data
WORKDIR /app
COPY --from=build /app ./
ENV NODE_ENV=production
USER 10001:10001
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD node infra/machine/check-health.mjs
# Not through npm, which would stand between the signal and the service.
CMD ["node", "local/start.ts", "--data", "/data"]
