"""Territory: where the office works. Communes, intercommunalities, desks, brands and calendars of France."""
