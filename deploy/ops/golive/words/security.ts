import { type Word, word } from "./word.ts";

export const SECURITY_WORDS: Readonly<Record<string, Word>> = {
  certificate_trusted: word("golive", [
    "The certificate proves who the site is",
    "Install the whole chain (fullchain.pem) for this very name, from an authority that browsers know",
  ], [
    "El certificado prueba quién es el sitio",
    "Instale la cadena completa (fullchain.pem) para este nombre, de una autoridad que los navegadores conozcan",
  ]),
  certificate_expiry: word("golive", [
    "The certificate is good for 14 days and more",
    "Renew it now, and find out why its timer did not: systemctl status certbot.timer",
  ], [
    "El certificado vale 14 días o más",
    "Renuévelo ahora y averigüe por qué no lo hizo su temporizador: systemctl status certbot.timer",
  ]),
  certificate_wildcard: word("golive", [
    "The certificate holds the base domain and every organization's host",
    "Ask for BASE_DOMAIN and *.BASE_DOMAIN in one certificate; a wildcard takes a DNS challenge",
  ], [
    "El certificado cubre el dominio base y el de cada organización",
    "Pida BASE_DOMAIN y *.BASE_DOMAIN en un certificado; el comodín exige un reto de DNS",
  ]),
  tls_old_protocols: word("golive", [
    "TLS 1.0 and 1.1 are refused",
    "Write the shipped tls.conf again with deno task nginx:conf, or set ssl_protocols TLSv1.2 TLSv1.3",
  ], [
    "TLS 1.0 y 1.1 se rechazan",
    "Escriba de nuevo el tls.conf incluido con deno task nginx:conf, o ponga ssl_protocols TLSv1.2 TLSv1.3",
  ]),
  tls_weak_ciphers: word("golive", [
    "No weak cipher suite is accepted",
    "Leave the ssl_ciphers of the shipped tls.conf: ECDHE with AES-GCM or ChaCha20 alone",
  ], [
    "No se acepta ninguna suite de cifrado débil",
    "Deje los ssl_ciphers del tls.conf incluido: solo ECDHE con AES-GCM o ChaCha20",
  ]),
  tls_modern: word("golive", [
    "TLS 1.3, and TLS 1.2 with forward secrecy, are spoken",
    "Set ssl_protocols TLSv1.2 TLSv1.3, and the shipped ssl_ciphers",
  ], [
    "Se habla TLS 1.3, y TLS 1.2 con secreto hacia adelante",
    "Ponga ssl_protocols TLSv1.2 TLSv1.3 y los ssl_ciphers incluidos",
  ]),
  http_redirects: word("golive", [
    "Plain HTTP leads to HTTPS, and to nothing else",
    "Let nothing but the shipped redirect listen on port 80: deno task nginx:conf",
  ], [
    "HTTP sin cifrar lleva a HTTPS y a nada más",
    "Deje en el puerto 80 solo la redirección incluida: deno task nginx:conf",
  ]),
  hsts: word("golive", [
    "Browsers are told to use HTTPS alone, for a year and all hosts",
    "Do not remove or shorten Strict-Transport-Security in what stands before LEXIA",
  ], [
    "A los navegadores se les ordena usar solo HTTPS, un año y en todos los dominios",
    "No quite ni acorte Strict-Transport-Security en lo que esté delante de LEXIA",
  ]),
  security_headers: word("golive", [
    "Pages carry LEXIA's security headers",
    "Remove proxy_hide_header and add_header of what stands before LEXIA",
  ], [
    "Las páginas llevan los encabezados de seguridad de LEXIA",
    "Quite los proxy_hide_header y add_header de lo que esté delante de LEXIA",
  ]),
  content_policy: word("golive", [
    "The content policy lets in nothing inline and nobody's frame",
    "Leave Content-Security-Policy as LEXIA sends it",
  ], [
    "La política de contenido no admite código en línea ni marcos ajenos",
    "Deje Content-Security-Policy como la envía LEXIA",
  ]),
  no_leaks: word("golive", [
    "Answers tell no version and no stack",
    "Set server_tokens off, and add no X-Powered-By",
  ], [
    "Las respuestas no revelan versiones ni trazas",
    "Ponga server_tokens off y no agregue X-Powered-By",
  ]),
  unknown_tenant: word("golive", [
    "A host that is no organization's is answered 400",
    "Hand the Host header on as it came: proxy_set_header Host $host",
  ], [
    "Un dominio que no es de ninguna organización recibe 400",
    "Entregue el encabezado Host como llegó: proxy_set_header Host $host",
  ]),
  asks_who: word("golive", [
    "Operations of the API ask who is there",
    "Let nothing before LEXIA add an Authorization header or a cookie",
  ], [
    "Las operaciones de la API preguntan quién es",
    "Que nada delante de LEXIA agregue un encabezado Authorization ni una cookie",
  ]),
  input_refused: word("golive", [
    "Malformed input is refused as a problem document",
    "Let answers of LEXIA through as they are: proxy_intercept_errors off",
  ], [
    "Una entrada mal formada se rechaza con un documento de problema",
    "Deje pasar las respuestas de LEXIA como son: proxy_intercept_errors off",
  ]),
  injection_refused: word("golive", [
    "SQL in parameters does nothing, and no answer shows any",
    "Report it as SECURITY.md says, and take the site off until it is mended",
  ], [
    "El SQL en parámetros no hace nada, y ninguna respuesta lo muestra",
    "Repórtelo como dice SECURITY.md y retire el sitio hasta que se corrija",
  ]),
  markup_escaped: word("golive", [
    "Markup in parameters comes back as text",
    "Report it as SECURITY.md says, and take the site off until it is mended",
  ], [
    "El marcado en parámetros vuelve como texto",
    "Repórtelo como dice SECURITY.md y retire el sitio hasta que se corrija",
  ]),
  cors_closed: word("golive", [
    "Pages of strangers may not call the API",
    "Name in CORS_ORIGINS only origins of yours, and add no Access-Control-Allow-Origin elsewhere",
  ], [
    "Las páginas de extraños no pueden llamar a la API",
    "Nombre en CORS_ORIGINS solo orígenes suyos y no agregue Access-Control-Allow-Origin en otra parte",
  ]),
  cookie_flags: word("golive", [
    "Cookies belong to one host, HTTPS and the server alone",
    "Do not rewrite Set-Cookie: no proxy_cookie_domain, no proxy_cookie_flags",
  ], [
    "Las cookies son de un dominio, de HTTPS y solo del servidor",
    "No reescriba Set-Cookie: ni proxy_cookie_domain ni proxy_cookie_flags",
  ]),
  metrics_closed: word("monitoring", [
    "The public cannot read /metrics",
    "Set METRICS_TOKEN, and leave the shipped location = /metrics of nginx",
  ], [
    "El público no puede leer /metrics",
    "Configure METRICS_TOKEN y deje el location = /metrics incluido de nginx",
  ]),
  body_limit: word("golive", [
    "Bodies that are too large are refused before they are sent",
    "Set client_max_body_size as the shipped configuration does",
  ], [
    "Los cuerpos demasiado grandes se rechazan antes de enviarse",
    "Ponga client_max_body_size como la configuración incluida",
  ]),
  api_rate_limit: word("golive", [
    "Who calls too often is told to wait",
    "Leave limits.conf as it is shipped, or lower RATE_LIMIT_BURST",
  ], [
    "A quien llama demasiado se le pide esperar",
    "Deje limits.conf como viene o baje RATE_LIMIT_BURST",
  ]),
  sign_in_rate_limit: word("golive", [
    "Who tries to sign in too often is told to wait",
    "Leave limits.conf as it is shipped, with its zone of sign-ins",
  ], [
    "A quien intenta entrar demasiado se le pide esperar",
    "Deje limits.conf como viene, con su zona de inicios de sesión",
  ]),
  database_roles: word("container", [
    "LEXIA's database roles can do what they should, and no more",
    "Run deploy/server/postgres/roles.sql again, then deno task check:database",
  ], [
    "Los roles de LEXIA en la base pueden lo que deben y nada más",
    "Ejecute de nuevo deploy/server/postgres/roles.sql y luego deno task check:database",
  ]),
  row_security: word("container", [
    "Every table walls organizations off",
    "Run deno task migrate as lexia_owner, and drop policies that are not LEXIA's",
  ], [
    "Cada tabla separa a las organizaciones",
    "Ejecute deno task migrate como lexia_owner y elimine políticas que no sean de LEXIA",
  ]),
  database_tls: word("container", [
    "Connections to the database are encrypted",
    "Set ssl = on there, DATABASE_CA_FILE here, and hostssl alone in pg_hba.conf",
  ], [
    "Las conexiones a la base están cifradas",
    "Ponga ssl = on allá, DATABASE_CA_FILE acá, y solo hostssl en pg_hba.conf",
  ]),
  database_authentication: word("container", [
    "The database asks for SCRAM",
    "Write scram-sha-256 into pg_hba.conf, set password_encryption, and set the passwords again",
  ], [
    "La base de datos pide SCRAM",
    "Escriba scram-sha-256 en pg_hba.conf, ponga password_encryption y vuelva a fijar las contraseñas",
  ]),
  database_log: word("container", [
    "The database's log tells who came, and no row of anybody's",
    "Take the log settings of deploy/server/postgres/postgresql.conf: log_statement = 'ddl' at most",
  ], [
    "El registro de la base dice quién entró y ninguna fila de nadie",
    "Tome los ajustes de registro de deploy/server/postgres/postgresql.conf: log_statement = 'ddl' como máximo",
  ]),
  redis_password: word("container", [
    "Redis lets in nobody without a password",
    "Set requirepass, or an ACL without the default user, and REDIS_PASSWORD_FILE",
  ], [
    "Redis no deja entrar a nadie sin contraseña",
    "Ponga requirepass, o una ACL sin el usuario default, y REDIS_PASSWORD_FILE",
  ]),
  redis_tls: word("container", [
    "The way to Redis is encrypted, or does not leave the machine",
    "Use rediss:// in REDIS_URL and REDIS_CA_FILE, with tls-port in Redis",
  ], [
    "El camino a Redis está cifrado o no sale de la máquina",
    "Use rediss:// en REDIS_URL y REDIS_CA_FILE, con tls-port en Redis",
  ]),
  secret_strength: word("golive", [
    "Secrets are long and random",
    "Make new ones with openssl rand -hex 48; SECRET_KEY takes deno task keys:rotate beside it",
  ], [
    "Los secretos son largos y aleatorios",
    "Haga otros con openssl rand -hex 48; con SECRET_KEY va deno task keys:rotate",
  ]),
  secret_files: word("golive", [
    "Files of secrets are closed to others",
    "chmod 600 each, and give it to the user that LEXIA runs as",
  ], [
    "Los archivos de secretos están cerrados a otros",
    "Use chmod 600 en cada uno y déselo al usuario con que corre LEXIA",
  ]),
  settings_leftovers: word("golive", [
    "No setting of a trial is left",
    "Remove what is named here from the environment",
  ], [
    "No queda ningún ajuste de prueba",
    "Quite del entorno lo que aquí se nombra",
  ]),
  log_level: word("golive", ["The log is not at debug", "Set LOG_LEVEL=info"], [
    "El registro no está en debug",
    "Ponga LOG_LEVEL=info",
  ]),
  demo_accounts: word("golive", [
    "No account of the demo is left",
    "Delete the demo's organizations, and its operator, in the operators' panel",
  ], [
    "No queda ninguna cuenta de la demostración",
    "Elimine en el panel las organizaciones de la demostración y su operador",
  ]),
  published_passwords: word("golive", [
    "No operator has a password that everybody knows",
    "deno task setup --reset, with a password of the operator's own",
  ], [
    "Ningún operador tiene una contraseña que todos conocen",
    "deno task setup --reset, con una contraseña propia del operador",
  ]),
  operators_second_factor: word("golive", [
    "Every operator has a second factor",
    "Let each of them set one up under Security, on the admin host",
  ], [
    "Cada operador tiene un segundo factor",
    "Que cada uno lo configure en Seguridad, en el dominio admin",
  ]),
  audit_seal: word("alerts", [
    "The audit log is what it was when it was sealed",
    "deno task audit:verify names the place; keep the database as it is and find out who was there",
  ], [
    "La auditoría es la que era cuando se selló",
    "deno task audit:verify dice dónde; conserve la base como está y averigüe quién entró",
  ]),
  files_private: word("golive", [
    "Files that people send are closed to others",
    "chmod 700 the folder, or close the bucket to the public",
  ], [
    "Los archivos que la gente envía están cerrados a otros",
    "Use chmod 700 en la carpeta o cierre el bucket al público",
  ]),
};
