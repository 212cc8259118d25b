/** How the usual providers are set up, step by step, in both languages. */
import type { Locale } from "../ui/reader.ts";
import type { Kind } from "./words.ts";

interface Guide {
  name: string;
  steps: Readonly<Record<Locale, readonly string[]>>;
}

const OIDC: readonly Guide[] = [
  {
    name: "Microsoft Entra ID",
    steps: {
      es: [
        "En entra.microsoft.com abra Registros de aplicaciones → Nuevo registro. Plataforma: Web; pegue allí la URI de redirección.",
        "Emisor: https://login.microsoftonline.com/<id de inquilino>/v2.0. El id de inquilino y el de aplicación (client ID) están en Información general.",
        "En Certificados y secretos cree un secreto de cliente y copie su valor, no su id.",
        "En Configuración de token agregue la notificación opcional «email» y la de grupos, que llegan en «groups» como identificadores.",
      ],
      en: [
        "At entra.microsoft.com open App registrations → New registration. Platform: Web; paste the redirect URI there.",
        "Issuer: https://login.microsoftonline.com/<tenant id>/v2.0. The tenant id and the application's (client ID) are under Overview.",
        "Under Certificates & secrets make a client secret and copy its value, not its id.",
        "Under Token configuration add the optional claim email and the groups claim, which come in groups as identifiers.",
      ],
    },
  },
  {
    name: "Google Workspace",
    steps: {
      es: [
        "En console.cloud.google.com abra API y servicios → Credenciales → Crear credenciales → ID de cliente de OAuth → Aplicación web.",
        "Pegue la URI de redirección en URI de redireccionamiento autorizados.",
        "Emisor: https://accounts.google.com. Copie el ID y el secreto de cliente.",
        "En la pantalla de consentimiento elija Interno, y escriba aquí su dominio de correo: Google no envía grupos, así que elija un rol para quien no está en ningún grupo.",
      ],
      en: [
        "At console.cloud.google.com open APIs & Services → Credentials → Create credentials → OAuth client ID → Web application.",
        "Paste the redirect URI into Authorized redirect URIs.",
        "Issuer: https://accounts.google.com. Copy client ID and secret.",
        "On the consent screen choose Internal, and give your e-mail domain here: Google sends no groups, so choose a role for who is in none.",
      ],
    },
  },
  {
    name: "Okta",
    steps: {
      es: [
        "En la consola de Okta abra Applications → Create App Integration → OIDC → Web Application.",
        "Pegue la URI de redirección en Sign-in redirect URIs, y la página tras la salida en Sign-out redirect URIs.",
        "Emisor: https://<su dominio>.okta.com. Copie Client ID y Client secret de General.",
        "En Sign On → OpenID Connect ID Token agregue «groups» con un filtro, como Matches regex .*, y agregue groups a los ámbitos.",
      ],
      en: [
        "In Okta's console open Applications → Create App Integration → OIDC → Web Application.",
        "Paste the redirect URI into Sign-in redirect URIs, and the page after sign-out into Sign-out redirect URIs.",
        "Issuer: https://<your domain>.okta.com. Copy Client ID and Client secret from General.",
        "Under Sign On → OpenID Connect ID Token add groups with a filter such as Matches regex .*, and add groups to the scopes.",
      ],
    },
  },
  {
    name: "Keycloak",
    steps: {
      es: [
        "En su reino abra Clients → Create client → OpenID Connect. Active Client authentication y solo Standard flow.",
        "Pegue la URI de redirección en Valid redirect URIs, y la página tras la salida en Valid post logout redirect URIs.",
        "Emisor: https://<servidor>/realms/<reino>. El secreto está en Credentials.",
        "En Client scopes agregue un mapeador Group Membership llamado groups, sin Full group path. En Logout settings pegue el aviso de cierre de sesión.",
      ],
      en: [
        "In your realm open Clients → Create client → OpenID Connect. Switch on Client authentication, and Standard flow alone.",
        "Paste the redirect URI into Valid redirect URIs, and the page after sign-out into Valid post logout redirect URIs.",
        "Issuer: https://<server>/realms/<realm>. The secret is under Credentials.",
        "Under Client scopes add a Group Membership mapper named groups, without Full group path. Under Logout settings paste the back-channel logout.",
      ],
    },
  },
];

const SAML: readonly Guide[] = [
  {
    name: "Microsoft Entra ID",
    steps: {
      es: [
        "En entra.microsoft.com abra Aplicaciones empresariales → Nueva aplicación → Cree su propia aplicación → Inicio de sesión único → SAML.",
        "En Configuración básica pegue el identificador (entity ID) y la dirección ACS de LEXIA; la primera vez sirven valores provisionales.",
        "Descargue XML de metadatos de federación y péguelo aquí.",
        "En Atributos y notificaciones agregue email, name y groups, sin espacio de nombres.",
      ],
      en: [
        "At entra.microsoft.com open Enterprise applications → New application → Create your own → Single sign-on → SAML.",
        "Under Basic configuration paste LEXIA's identifier (entity ID) and ACS address; provisional values serve the first time.",
        "Download the Federation Metadata XML and paste it here.",
        "Under Attributes & Claims add email, name and groups, without a namespace.",
      ],
    },
  },
  {
    name: "Google Workspace",
    steps: {
      es: [
        "En admin.google.com abra Aplicaciones → Aplicaciones web y móviles → Agregar aplicación SAML personalizada.",
        "Descargue los metadatos del proveedor y péguelos aquí; después vuelva y pegue la URL de ACS y el ID de entidad de LEXIA.",
        "NameID: EMAIL, Correo principal. Asigne los atributos email y name, y en Membresía de grupos el atributo groups.",
      ],
      en: [
        "At admin.google.com open Apps → Web and mobile apps → Add custom SAML app.",
        "Download the provider's metadata and paste it here; then go back and paste LEXIA's ACS URL and entity ID.",
        "Name ID: EMAIL, Primary email. Map the attributes email and name, and under Group membership the attribute groups.",
      ],
    },
  },
  {
    name: "Okta",
    steps: {
      es: [
        "Abra Applications → Create App Integration → SAML 2.0.",
        "Single sign-on URL: la dirección ACS. Audience URI: el identificador de LEXIA.",
        "Agregue los atributos email (user.email), name (user.displayName) y groups con un filtro.",
        "En Sign On copie Metadata URL; ábrala y pegue aquí su contenido.",
      ],
      en: [
        "Open Applications → Create App Integration → SAML 2.0.",
        "Single sign-on URL: the ACS address. Audience URI: LEXIA's identifier.",
        "Add the attributes email (user.email), name (user.displayName), and groups with a filter.",
        "Under Sign On copy the Metadata URL; open it and paste here what it shows.",
      ],
    },
  },
  {
    name: "Keycloak",
    steps: {
      es: [
        "En Clients → Import client cargue los metadatos de LEXIA, que puede descargar de esta página después de guardar.",
        "En Realm settings abra SAML 2.0 Identity Provider Metadata y pegue aquí su contenido.",
        "En Client scopes agregue mapeadores de email, name y una lista de grupos llamada groups.",
      ],
      en: [
        "Under Clients → Import client load LEXIA's metadata, which this page offers once you have saved.",
        "Under Realm settings open SAML 2.0 Identity Provider Metadata and paste here what it shows.",
        "Under Client scopes add mappers of email, name and a Group list named groups.",
      ],
    },
  },
];

const LDAP: readonly Guide[] = [
  {
    name: "Active Directory",
    steps: {
      es: [
        "Servidores: ldaps://dc1.empresa.local y los demás controladores, uno por línea. El certificado debe decir ese nombre.",
        "Cree una cuenta de solo lectura para LEXIA. Base: DC=empresa,DC=local, o la unidad donde está su gente.",
        "Filtro: (&(objectClass=user)(|(sAMAccountName={login})(userPrincipalName={login})(mail={login}))).",
        "Atributo que no cambia: objectGUID. Nombre: displayName. Grupos: en la persona, memberOf.",
      ],
      en: [
        "Servers: ldaps://dc1.company.local and the other controllers, one a line. The certificate must have that name.",
        "Make an account for LEXIA that may only read. Base: DC=company,DC=local, or the unit where your people are.",
        "Filter: (&(objectClass=user)(|(sAMAccountName={login})(userPrincipalName={login})(mail={login}))).",
        "Attribute that never changes: objectGUID. Name: displayName. Groups: with the person, memberOf.",
      ],
    },
  },
  {
    name: "OpenLDAP",
    steps: {
      es: [
        "Servidores: ldaps://ldap.empresa.co, o ldap:// con StartTLS.",
        "Cuenta: cn=lexia,ou=services,dc=empresa,dc=co. Base: ou=people,dc=empresa,dc=co.",
        "Atributo que no cambia: entryUUID. Grupos: en entradas aparte, base ou=groups,dc=empresa,dc=co, o memberOf si ese módulo está activo.",
      ],
      en: [
        "Servers: ldaps://ldap.company.com, or ldap:// with StartTLS.",
        "Account: cn=lexia,ou=services,dc=company,dc=com. Base: ou=people,dc=company,dc=com.",
        "Attribute that never changes: entryUUID. Groups: in entries of their own, base ou=groups,dc=company,dc=com, or memberOf where that module is on.",
      ],
    },
  },
];

const GUIDES: Readonly<Record<Kind, readonly Guide[]>> = { oidc: OIDC, saml: SAML, ldap: LDAP };

/** Those of a kind, in a language. */
export function guidesFor(kind: Kind, locale: Locale): { name: string; steps: readonly string[] }[] {
  return GUIDES[kind].map(({ name, steps }) => ({ name, steps: steps[locale] }));
}
