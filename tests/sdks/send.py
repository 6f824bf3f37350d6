"""Sends one message of each kind with the published Python SDK: send.py ADDRESS KEY."""

import sys

import segment.analytics as analytics

failures = []
analytics.host, analytics.write_key = sys.argv[1], sys.argv[2]
analytics.gzip = True
analytics.max_retries = 0
analytics.on_error = lambda error, batch: failures.append(error)

person = {"first_name": "Jürgen", "last_name": "Weiß", "email": "juergen.weiss@huber.example"}
analytics.identify("py-7", person, message_id="py-identify")
analytics.track("py-7", "Angebot angesehen", {"nummer": "A-7", "wert": 1200.5}, message_id="py-track")
analytics.page("py-7", "Preise", "Produkte", {"path": "/preise"}, message_id="py-page")
analytics.screen("py-7", "Start", "App", {}, message_id="py-screen")
analytics.group("py-7", "huber", {"name": "Huber GmbH"}, message_id="py-group")
analytics.alias("py-anonymous", "py-7", message_id="py-alias")
analytics.flush()
analytics.shutdown()
sys.exit(f"{failures}" if failures else 0)
