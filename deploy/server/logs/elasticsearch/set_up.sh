#!/bin/bash
# Runs to its end before the first line comes: the policy, the index template, Logstash's login and Kibana's password.
# May be run again at any time.
set -euo pipefail
here=/etc/lexia/elasticsearch
settings=$(mktemp)
# What is in a file is not among the arguments, which everybody on the machine can read.
printf 'user = "elastic:%s"\n' "$(cat /run/secrets/elastic_password)" > "$settings"

put() {
  curl --silent --show-error --fail-with-body --config "$settings" --cacert /run/secrets/inner_ca \
    --header 'Content-Type: application/json' --request PUT "https://elasticsearch:9200/$1" --data @- --output /dev/null
}

put _ilm/policy/lexia-logs < "$here/ilm_policy.json"
put _index_template/lexia-logs < "$here/index_template.json"
put _security/role/lexia_logs_writer <<'JSON'
{ "cluster": ["monitor"], "indices": [{ "names": ["logs-lexia-*"], "privileges": ["auto_configure", "create_doc"] }] }
JSON
printf '{ "password": "%s", "roles": ["lexia_logs_writer"] }' "$(cat /run/secrets/logs_writer_password)" |
  put _security/user/lexia_logs_writer
printf '{ "password": "%s" }' "$(cat /run/secrets/kibana_password)" | put _security/user/kibana_system/_password
rm -f "$settings"
