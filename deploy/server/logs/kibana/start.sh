#!/bin/bash
# Starts Kibana with its password and its key in its keystore, where no environment shows them.
set -euo pipefail
cd /usr/share/kibana
bin/kibana-keystore create --silent <<< y
bin/kibana-keystore add elasticsearch.password --stdin --force < /run/secrets/kibana_password
bin/kibana-keystore add xpack.encryptedSavedObjects.encryptionKey --stdin --force < /run/secrets/kibana_encryption_key
exec bin/kibana
