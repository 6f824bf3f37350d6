"""Sends one message of each kind with a published Python SDK: send.py ADDRESS KEY MODULE PREFIX."""

import importlib
import sys

module, prefix = sys.argv[3:5]
analytics = importlib.import_module(module)

failures = []
analytics.host = analytics.dataPlaneUrl = sys.argv[1]
analytics.write_key = sys.argv[2]
analytics.gzip = True
analytics.max_retries = 0
analytics.on_error = lambda error, batch: failures.append(error)

person = {"first_name": "Jürgen", "last_name": "Weiß", "email": "juergen.weiss@huber.example"}
analytics.identify(f"{prefix}-7", person, message_id=f"{prefix}-identify")
analytics.track(f"{prefix}-7", "Angebot angesehen", {"nummer": "A-7", "wert": 1200.5}, message_id=f"{prefix}-track")
analytics.page(f"{prefix}-7", "Preise", "Produkte", {"path": "/preise"}, message_id=f"{prefix}-page")
analytics.screen(f"{prefix}-7", "Start", "App", {}, message_id=f"{prefix}-screen")
analytics.group(f"{prefix}-7", "huber", {"name": "Huber GmbH"}, message_id=f"{prefix}-group")
analytics.alias(f"{prefix}-anonymous", f"{prefix}-7", message_id=f"{prefix}-alias")
analytics.flush()
analytics.shutdown()
sys.exit(f"{failures}" if failures else 0)
