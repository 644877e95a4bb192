-- os.date in its forms, back through os.time.
local t = { year = 2001, month = 2, day = 3, hour = 4, min = 5, sec = 6 }
local at = os.time(t)
local shown = {}
for i, form in ipairs({ '%Y-%m-%d', '%H:%M:%S', '%A %B %d', '!%c', '%x %X %p', '%j %U %w %y %%' }) do
  shown[i] = os.date(form, at + i * 86400)
end
local tables = {}
for i = 1, 20 do tables[i] = os.date('*t', at + i * 3600) end
local ok, message = pcall(os.date, '%Ez', at)
return shown, tables, ok, message, os.difftime(at + 60, at)
