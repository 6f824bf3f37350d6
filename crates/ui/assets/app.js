/* X-CSRF-Token */
