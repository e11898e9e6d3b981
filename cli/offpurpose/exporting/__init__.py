"""What a case is handed on as: a workbook, notification lists by country or language, a timeline."""
