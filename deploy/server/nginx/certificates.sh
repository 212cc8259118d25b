#!/bin/sh
# Certificates of LEXIA's hosts, by certbot: the wildcard of the base domain through DNS, organizations' own domains
# through HTTP. Renewals run by certbot's own timer, and call this program to have nginx take what is new.
set -eu

HELP="certificates.sh COMMAND

  wildcard DOMAIN --email ADDRESS --dns PLUGIN [--credentials FILE] [--propagation SECONDS]
      One certificate for DOMAIN and *.DOMAIN, by DNS-01. PLUGIN is one of certbot's, such as cloudflare or route53
      (Debian: python3-certbot-dns-PLUGIN); FILE holds its key, and only its owner may read it.
  wildcard DOMAIN --email ADDRESS --auth-hook PROGRAM --cleanup-hook PROGRAM
      The same where certbot has no plugin: the programs set and remove the TXT record, as certbot's manual says.
  domain NAME... --email ADDRESS
      One certificate for each NAME by HTTP-01, and a place for it in nginx. NAME must lead here, and LEXIA must know
      it: organizations add and prove domains in their settings.
  forget NAME
      NAME is answered no more; its certificate and key are removed.
  list
      The domains that nginx answers to, and when the certificates end.
  renew
      Renews what ends within a month. For machines without certbot's timer: call it twice a day.
  deployed
      What renewals call: nginx takes the new certificates, if its configuration is well formed.

Settings, by the environment:
  NGINX_COMMAND      how nginx is called (nginx); in a container: \"docker compose exec -T nginx nginx\"
  NGINX_FOLDER       /etc/nginx
  CHALLENGES_FOLDER  as nginx_conf.ts --challenges (/var/www/lexia)
  CERTBOT_COMMAND    how certbot is called (certbot)
  ACME_SERVER        another authority than Let's Encrypt: the address of its directory

Exit codes: 0 done, 64 usage, 65 not a host name, 69 certbot got no certificate, 73 not written, 77 key file readable
by others, 78 nginx refuses the configuration"

NGINX_COMMAND=${NGINX_COMMAND:-nginx}
NGINX_FOLDER=${NGINX_FOLDER:-/etc/nginx}
CHALLENGES_FOLDER=${CHALLENGES_FOLDER:-/var/www/lexia}
CERTBOT_COMMAND=${CERTBOT_COMMAND:-certbot}
ACME_SERVER=${ACME_SERVER:-}

say() {
    printf '%s\n' "$*" >&2
}

end() {
    code=$1
    shift
    say "$*"
    exit "$code"
}

usage() {
    end 64 "$1

$HELP"
}

# Letters of hosts only: the name goes into a file's name and into nginx's configuration.
check_host() {
    case $1 in
        *[!a-z0-9.-]* | .* | -* | *. | *- | *..* | *.-* | *-.*) end 65 "Not a host name in small letters: \"$1\"" ;;
        *.*) ;;
        *) end 65 "Not a whole host name: \"$1\"" ;;
    esac
    [ "${#1}" -le 253 ] || end 65 "Too long for a host name: \"$1\""
}

# Where this very program stands, for certbot to call.
myself() {
    folder=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
    printf '%s/%s' "$folder" "$(basename -- "$0")"
}

obtain() {
    name=$1
    shift
    # Settings travel in the hook, which certbot keeps for renewals.
    hook="env NGINX_COMMAND='$NGINX_COMMAND' '$(myself)' deployed"
    [ -z "$ACME_SERVER" ] || set -- "$@" --server "$ACME_SERVER"
    # shellcheck disable=SC2086
    $CERTBOT_COMMAND certonly --non-interactive --agree-tos --email "$email" --cert-name "$name" --key-type ecdsa \
        --keep-until-expiring --deploy-hook "$hook" "$@" || end 69 "No certificate for $name: see what certbot says"
}

nginx_takes_it() {
    # shellcheck disable=SC2086
    $NGINX_COMMAND -t >&2
}

reload() {
    nginx_takes_it || end 78 "nginx refuses the configuration, and goes on with what it had"
    # Before the first start there is nothing to reload.
    # shellcheck disable=SC2086
    $NGINX_COMMAND -s reload 2>/dev/null || say "nginx does not run: start it"
}

wildcard() {
    name=$1
    set -- -d "$name" -d "*.$name"
    if [ -n "$auth_hook" ]; then
        set -- "$@" --manual --preferred-challenges dns
        set -- "$@" --manual-auth-hook "$auth_hook" --manual-cleanup-hook "$cleanup_hook"
    else
        set -- "$@" "--dns-$dns"
        [ -z "$credentials" ] || set -- "$@" "--dns-$dns-credentials" "$credentials"
        [ -z "$propagation" ] || set -- "$@" "--dns-$dns-propagation-seconds" "$propagation"
    fi
    obtain "$name" "$@"
    reload
}

check_dns() {
    if [ -n "$auth_hook" ]; then
        [ -n "$cleanup_hook" ] || usage "Name --cleanup-hook too"
        return
    fi
    case $dns in
        '' | *[!a-z0-9-]*) usage "Name certbot's DNS plugin, such as --dns cloudflare" ;;
    esac
    [ -z "$credentials" ] || [ -r "$credentials" ] || usage "Cannot read \"$credentials\""
    [ -z "$credentials" ] || [ -z "$(find "$credentials" -perm /077)" ] ||
        end 77 "Others may read \"$credentials\": chmod 600"
}

domain() {
    name=$1
    mkdir -p "$CHALLENGES_FOLDER"
    obtain "$name" -d "$name" --webroot --webroot-path "$CHALLENGES_FOLDER"
    site=$NGINX_FOLDER/domains/$name.conf
    before=$(cat "$site" 2>/dev/null || true)
    sed "s/CUSTOM_DOMAIN/$name/g" "$NGINX_FOLDER/custom_domain.conf" >"$site.new" || end 73 "Cannot write \"$site\""
    mv "$site.new" "$site"
    nginx_takes_it || put_back
    reload
    say "$name is answered"
}

put_back() {
    if [ -n "$before" ]; then printf '%s\n' "$before" >"$site"; else rm -f "$site"; fi
    end 78 "nginx refuses $name: it is as before"
}

forget() {
    rm -f "$NGINX_FOLDER/domains/$1.conf"
    reload
    # shellcheck disable=SC2086
    $CERTBOT_COMMAND delete --non-interactive --cert-name "$1"
}

list() {
    for site in "$NGINX_FOLDER"/domains/*.conf; do
        [ -e "$site" ] && basename -- "$site" .conf
    done
    # shellcheck disable=SC2086
    $CERTBOT_COMMAND certificates
}

renew() {
    # shellcheck disable=SC2086
    $CERTBOT_COMMAND renew --non-interactive --quiet || end 69 "Not everything was renewed: see what certbot says"
}

[ $# -gt 0 ] || usage "Say what to do"
command=$1
shift
email='' dns='' credentials='' propagation='' auth_hook='' cleanup_hook='' names=''
while [ $# -gt 0 ]; do
    case $1 in
        -h | --help) command=--help ;;
        --email | --dns | --credentials | --propagation | --auth-hook | --cleanup-hook)
            [ $# -gt 1 ] || usage "$1 wants a value"
            case $1 in
                --email) email=$2 ;;
                --dns) dns=$2 ;;
                --credentials) credentials=$2 ;;
                --propagation) propagation=$2 ;;
                --auth-hook) auth_hook=$2 ;;
                --cleanup-hook) cleanup_hook=$2 ;;
            esac
            shift
            ;;
        -*) usage "Unknown: $1" ;;
        *)
            check_host "$1"
            names="$names $1"
            ;;
    esac
    shift
done

case $command in
    -h | --help | help) printf '%s\n' "$HELP" ;;
    wildcard | domain)
        [ -n "$names" ] || usage "Name the domain"
        [ -n "$email" ] || usage "Name --email: the authority writes there before a certificate ends"
        [ "$command" = domain ] || check_dns
        for each in $names; do "$command" "$each"; done
        ;;
    forget)
        [ -n "$names" ] || usage "Name the domain"
        for each in $names; do forget "$each"; done
        ;;
    list) list ;;
    renew) renew ;;
    deployed) reload ;;
    *) usage "Unknown: $command" ;;
esac
