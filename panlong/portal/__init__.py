"""The roof: pages that mix the apps, the admin site, automation, the demo."""
