/**
 * Images in the place of those that a machine without a registry cannot pull: the same programs from Debian's packages,
 * with the users, folders and first steps that the official images have.
 */
import type { Containers } from "./_containers.ts";

export const IMAGES = {
  plain: "localhost/plain",
  programs: "localhost/programs",
  stores: "localhost/stores",
  deno: "localhost/deno",
  lexia: "lexia:0.1.0",
  backup: "lexia-backup:0.1.0",
} as const;

/** By service: what is its image's one program. */
const EXPORTERS: Readonly<Record<string, string>> = {
  "alertmanager": "prometheus-alertmanager",
  "node-exporter": "prometheus-node-exporter",
  "postgres-exporter": "prometheus-postgres-exporter",
  "redis-exporter": "prometheus-redis-exporter",
  "blackbox-exporter": "prometheus-blackbox-exporter",
};

const PROGRAMS = [
  ...["postgresql-15", "redis-server", "nginx-light", "prometheus", "curl", "wget"],
  ...Object.values(EXPORTERS),
];

const DOCKERFILE = `FROM ${IMAGES.programs}
RUN usermod -u 999 postgres && groupmod -g 999 postgres \\
  && useradd -o -u 101 -U nginx \\
  && rm -rf /var/lib/postgresql/15 && install -d -o 999 -g 999 -m 700 /var/lib/postgresql/data \\
  && install -d -o 999 -g 999 /data && install -d -o 65534 -g 65534 /prometheus /alertmanager \\
  && ln -sf /dev/stdout /var/log/nginx/access.log && ln -sf /dev/stderr /var/log/nginx/error.log \\
  && chmod 755 /var/log/nginx
COPY --chmod=755 docker-entrypoint.sh /usr/local/bin/
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PGDATA=/var/lib/postgresql/data
ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]
`;

/** As PostgreSQL's image begins: a database where there is none, and its scripts with a server that nobody else reaches. */
const ENTRYPOINT = `#!/bin/bash
set -euo pipefail
if [ "$1" = postgres ] && [ ! -s "$PGDATA/PG_VERSION" ]; then
  initdb --username=postgres --pwfile="$POSTGRES_PASSWORD_FILE" $POSTGRES_INITDB_ARGS --pgdata="$PGDATA"
  pg_ctl --wait --options="$(printf '%q ' "\${@:2}" -clisten_addresses=)" start
  for script in /docker-entrypoint-initdb.d/*.sh; do "$script"; done
  pg_ctl --wait --mode=fast stop
fi
case "$1" in --config.file=*) set -- prometheus "$@" ;; esac
exec "$@"
`;

/** All of them, LEXIA's own among them by the Dockerfile that it ships. */
export async function makeImages(containers: Containers): Promise<void> {
  await containers.makeBase(IMAGES.plain);
  await containers.makeBase(IMAGES.programs, PROGRAMS);
  await containers.makeFrom(IMAGES.stores, { "Dockerfile": DOCKERFILE, "docker-entrypoint.sh": ENTRYPOINT });
  await containers.makeDeno(IMAGES.deno);
  const bases = { base: IMAGES.plain, deno: IMAGES.deno, postgres: IMAGES.stores };
  await containers.makeLexia(IMAGES.lexia, bases);
  await containers.makeLexia(IMAGES.backup, { ...bases, target: "backup" });
}

export function imageOf(_service: string, image: string): string {
  return image.startsWith("lexia") ? image : IMAGES.stores;
}

export function programOf(service: string): string | undefined {
  return EXPORTERS[service];
}
