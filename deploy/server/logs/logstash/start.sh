#!/bin/bash
# Starts Logstash with its password in its keystore, where no environment and no configuration shows it.
set -euo pipefail
keystore=/usr/share/logstash/config/logstash.keystore
rm -f "$keystore"
/usr/share/logstash/bin/logstash-keystore create < /dev/null
/usr/share/logstash/bin/logstash-keystore add LEXIA_LOGS_PASSWORD --stdin < /run/secrets/logs_writer_password
exec /usr/share/logstash/bin/logstash
