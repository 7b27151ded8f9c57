"""Who is on duty when: 休日当番, 準夜, 夜間. What is asked and done, the month's table, the import, the emergency page."""
