"""What gunicorn reads by itself when it is started in this folder."""

# The API answers a search of 10,000 characters with a reason in JSON, so gunicorn must let its address through: as many
# kanji are 90,000 bytes. What is longer than the proxy in front allows never gets here.
limit_request_line = 0
