import { type Word, word } from "./word.ts";

export const PERFORMANCE_WORDS: Readonly<Record<string, Word>> = {
  database_limits: word("container", [
    "The service's login is limited in connections and time",
    "Run deploy/server/postgres/roles.sql again",
  ], [
    "El usuario del servicio tiene límites de conexiones y tiempo",
    "Ejecute de nuevo deploy/server/postgres/roles.sql",
  ]),
  response_times: word("golive", [
    "Pages and API answer within 500 ms (p95 of 24)",
    "Look at the dashboards: the database, or a machine that is too small",
  ], [
    "Páginas y API responden en 500 ms (p95 de 24)",
    "Mire los tableros: la base de datos o una máquina pequeña",
  ]),
  response_times_measured: word("alerts", [
    "People get their answers within 500 ms (p95 of 5 minutes)",
    "Look at LexiaLatencyBudgetBurnsFast in the alerts' page",
  ], [
    "La gente recibe respuesta en 500 ms (p95 de 5 minutos)",
    "Mire LexiaLatencyBudgetBurnsFast en la página de alertas",
  ]),
  indexes_valid: word("golive", ["Every index is whole", "reindex index concurrently NAME"], [
    "Todos los índices están completos",
    "reindex index concurrently NOMBRE",
  ]),
  sequential_scans: word("golive", [
    "No large table is read from end to end more often than by an index",
    "analyze; then look at pg_stat_statements for what reads it",
  ], [
    "Ninguna tabla grande se lee entera más veces que por índice",
    "analyze; luego mire en pg_stat_statements qué la lee",
  ]),
  connection_pool: word("container", [
    "The pools of all processes fit into the database",
    "Lower DATABASE_POOL_SIZE, or raise max_connections and the role's limit",
  ], [
    "Los grupos de conexiones de todos los procesos caben en la base",
    "Baje DATABASE_POOL_SIZE o suba max_connections y el límite del rol",
  ]),
  redis_policy: word("container", [
    "Redis throws nothing away",
    "maxmemory-policy noeviction: what is evicted are limits and queues",
  ], ["Redis no desecha nada", "maxmemory-policy noeviction: lo desechado serían límites y colas"]),
  redis_memory: word("container", [
    "Redis has a limit, and is far from it",
    "Set maxmemory to some more than it needs; see RedisMemoryNearLimit",
  ], [
    "Redis tiene un límite y está lejos de él",
    "Ponga maxmemory algo por encima de lo que usa; vea RedisMemoryNearLimit",
  ]),
  assets_cached: word("golive", [
    "Browsers keep LEXIA's files for a year",
    "Do not rewrite Cache-Control of /assets/",
  ], ["Los navegadores guardan un año los archivos de LEXIA", "No reescriba Cache-Control de /assets/"]),
  content_network: word("golive", ["A CDN is not needed", "Nothing"], ["No hace falta una CDN", "Nada"]),
};

export const OPERATIONS_WORDS: Readonly<Record<string, Word>> = {
  operators_two: word("golive", [
    "There are two operators, so that one can let the other in again",
    "deno task setup --another",
  ], ["Hay dos operadores, para que uno deje entrar de nuevo al otro", "deno task setup --another"]),
  redis_persistence: word("container", [
    "Redis keeps what it holds over a restart",
    "appendonly yes; without it limits and live progress begin anew",
  ], [
    "Redis conserva lo suyo tras un reinicio",
    "appendonly yes; sin él los límites y el avance en vivo empiezan de nuevo",
  ]),
  migrations: word("golive", ["The database has this version's schema", "deno task migrate"], [
    "La base tiene el esquema de esta versión",
    "deno task migrate",
  ]),
  version: word("golive", [
    "Every process runs this version",
    "Restart those that do not, or run this check from their version",
  ], ["Todos los procesos corren esta versión", "Reinicie los que no, o haga esta prueba desde su versión"]),
  workers: word("golive", [
    "Two workers are at work, so that one may fail",
    "Start another deno task worker, best on another machine",
  ], [
    "Trabajan dos workers, para que uno pueda fallar",
    "Inicie otro deno task worker, mejor en otra máquina",
  ]),
  instances: word("golive", [
    "Two processes answer, so that one may be replaced",
    "Start another deno task serve, and name it with --upstream to deno task nginx:conf",
  ], [
    "Responden dos procesos, para poder reemplazar uno",
    "Inicie otro deno task serve y nómbrelo con --upstream en deno task nginx:conf",
  ]),
  job_queue: word("alerts", [
    "No job waits for longer than three minutes",
    "Look at LexiaJobsLate in the alerts' page",
  ], ["Ningún trabajo espera más de tres minutos", "Mire LexiaJobsLate en la página de alertas"]),
  jobs_buried: word("alerts", [
    "No job was given up in the last day",
    "Look at it in the operators' panel under Queue, mend its cause, and retry it there",
  ], [
    "Ningún trabajo se abandonó en el último día",
    "Véalo en el panel, en Cola, repare la causa y reinténtelo allí",
  ]),
  portal_breaker: word("alerts", [
    "The court portal answers",
    "Look at LexiaPortalBreakerOpen in the alerts' page; LEXIA tries again by itself",
  ], [
    "El portal judicial responde",
    "Mire LexiaPortalBreakerOpen en la página de alertas; LEXIA reintenta sola",
  ]),
  portal_contact: word("golive", [
    "The court portal is told whom to write to",
    "Set PORTAL_CONTACT to an address that somebody reads",
  ], ["El portal judicial sabe a quién escribir", "Ponga en PORTAL_CONTACT una dirección que alguien lea"]),
  clocks: word("alerts", ["All clocks agree within 5 s", "Run chrony or systemd-timesyncd on each machine"], [
    "Los relojes difieren menos de 5 s",
    "Ejecute chrony o systemd-timesyncd en cada máquina",
  ]),
  disk_space: word("alerts", ["Disks of files and backups have 15 % free", "Make room, or give them more"], [
    "Los discos de archivos y copias tienen 15 % libre",
    "Haga espacio o amplíelos",
  ]),
  admin_panel: word("golive", [
    "The operators' panel is there, and asks who comes",
    "Point admin.BASE_DOMAIN to the same place as the other hosts",
  ], [
    "El panel de operadores está y pregunta quién llega",
    "Apunte admin.BASE_DOMAIN al mismo lugar que los demás",
  ]),
  tenants: word("golive", [
    "An organization's host shows its sign-in page",
    "Make the first organization in the operators' panel; point *.BASE_DOMAIN here",
  ], [
    "El dominio de una organización muestra su página de ingreso",
    "Cree la primera organización en el panel; apunte *.BASE_DOMAIN aquí",
  ]),
  legal_documents: word("golive", [
    "Terms and privacy policy are asked for (Law 1581 of 2012)",
    "Set TERMS_VERSION, TERMS_URL, PRIVACY_VERSION and PRIVACY_URL",
  ], [
    "Se piden términos y política de datos (Ley 1581 de 2012)",
    "Configure TERMS_VERSION, TERMS_URL, PRIVACY_VERSION y PRIVACY_URL",
  ]),
  mail_server: word("golive", [
    "The mail server speaks TLS, and lets LEXIA sign in",
    "Look at SMTP_HOST, SMTP_PORT and SMTP_CA_FILE, and whether the port is open from here",
  ], [
    "El servidor de correo habla TLS y deja entrar a LEXIA",
    "Revise SMTP_HOST, SMTP_PORT y SMTP_CA_FILE, y si el puerto está abierto desde aquí",
  ]),
  mail_records: word("golive", [
    "SPF, DKIM and DMARC stand in the sender's domain",
    "Publish what your mail provider names; --dkim-selector says which key, DMARC with p=quarantine or reject",
  ], [
    "SPF, DKIM y DMARC están en el dominio del remitente",
    "Publique lo que indique su proveedor; --dkim-selector dice qué clave, DMARC con p=quarantine o reject",
  ]),
  sign_in_journey: word("golive", [
    "Somebody signs in, sees the list, hears of news, and leaves",
    "Look at the step that is named; SMOKE_EMAIL should be a viewer without a second factor",
  ], [
    "Alguien entra, ve la lista, recibe novedades y sale",
    "Mire el paso que se nombra; SMOKE_EMAIL debe ser un viewer sin segundo factor",
  ]),
  api_described: word("golive", ["The API describes itself", "Let /api/openapi.json through"], [
    "La API se describe a sí misma",
    "Deje pasar /api/openapi.json",
  ]),
  billing: word("golive", ["There is no billing", "Nothing"], ["No hay facturación", "Nada"]),
};

export const POST_LAUNCH_WORDS: Readonly<Record<string, Word>> = {
  error_rate: word("alerts", [
    "Fewer than 1 % of requests end in an error (1 h)",
    "Look at LexiaErrorBudgetBurnsFast in the alerts' page",
  ], [
    "Menos del 1 % de las solicitudes terminan en error (1 h)",
    "Mire LexiaErrorBudgetBurnsFast en la página de alertas",
  ]),
  alerts_quiet: word("alerts", ["No alert fires", "Each has its own heading in the alerts' page"], [
    "Ninguna alerta suena",
    "Cada una tiene su título en la página de alertas",
  ]),
  machine_resources: word("alerts", [
    "Machines have 10 % of memory and disk left",
    "Give the machine more, or move what is not LEXIA's elsewhere",
  ], [
    "A las máquinas les queda 10 % de memoria y disco",
    "Amplíe la máquina o mueva lo que no sea de LEXIA",
  ]),
  sign_ins: word("golive", [
    "Somebody has signed in within the day",
    "Sign in yourself; then look at sign_ins_total by outcome",
  ], ["Alguien entró en el último día", "Entre usted; luego mire sign_ins_total por resultado"]),
  webhook_failures: word("alerts", [
    "Webhooks reach their receivers (95 % of a day)",
    "Tell the organizations whose endpoints fail: the panel names them",
  ], [
    "Los webhooks llegan a sus destinos (95 % de un día)",
    "Avise a las organizaciones cuyos destinos fallan: el panel las nombra",
  ]),
  day_plan: word("alerts", [
    "Every watch runs within the day",
    "Look at LexiaDayPlanMissed in the alerts' page; raise the portal's budget only by agreement",
  ], [
    "Cada seguimiento se hace en el día",
    "Mire LexiaDayPlanMissed en la página de alertas; suba el cupo del portal solo por acuerdo",
  ]),
  notices_told: word("alerts", [
    "No notice waits for its mail longer than half an hour",
    "Look at LexiaMailFails in the alerts' page, and at the mail server's line here",
  ], [
    "Ningún aviso espera su correo más de media hora",
    "Mire LexiaMailFails en la página de alertas y la línea del servidor de correo aquí",
  ]),
};
