"""The application for any WSGI server: `gunicorn wsgi:app`, `waitress-serve wsgi:app`, …"""

from blog import create_app

app = create_app()
