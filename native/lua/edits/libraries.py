"""Where the libraries pay for what they walk."""
from . import after, before, edit

# --- Fuel in the string library: pieces of long loops, steps of patterns, and
#     the length of a set ([...]) each time it is scanned.
edit("lstrlib.c", "  if (n <= 0)\n    lua_pushliteral(L, \"\");",
     "  if (n <= 0 || l + lsep == 0)\n    lua_pushliteral(L, \"\");")
edit("lstrlib.c", """    while (n-- > 1) {  /* first n-1 copies (followed by separator) */
      memcpy(p, s, l * sizeof(char)); p += l;
      if (lsep > 0) {  /* empty 'memcpy' is not that cheap */
        memcpy(p, sep, lsep * sizeof(char));
        p += lsep;
      }
    }
    memcpy(p, s, l * sizeof(char));  /* last copy (not followed by separator) */
""", "    luavm_repeat(L, p, s, l, sep, lsep, (size_t)n);\n")
for loop in ("for (i = 0; i < l; i++)\n    p[i] = s[l - i - 1];",
             "for (i=0; i<l; i++)\n    p[i] = tolower(uchar(s[i]));",
             "for (i=0; i<l; i++)\n    p[i] = toupper(uchar(s[i]));"):
    edit("lstrlib.c", loop, loop.replace("\n", " {\n    meter_each(L, i);\n") + "\n  }")
after("lstrlib.c", "  init: /* using goto to optimize tail recursion */\n",
      "  meter_tick(ms->L);\n")
edit("lstrlib.c", "  while (singlematch(ms, s + i, p, ep))\n    i++;\n",
     "  while (singlematch(ms, s + i, p, ep))\n"
     "    if ((++i & 31) == 0) meter_charge(ms->L, 4 + ((ep - p) >> 2));\n"
     "  meter_charge(ms->L, (i & 31) >> 3);\n")
edit("lstrlib.c", "    if (res != NULL)\n      return res;\n    else if (singlematch(ms, s, p, ep))",
     "    if (res != NULL)\n      return res;\n    charge_set(ms, p, ep);\n"
     "    if (singlematch(ms, s, p, ep))")
after("lstrlib.c", "const char *ep = classend(ms, p);  /* points to optional suffix */\n",
      "        charge_set(ms, p, ep);\n")
after("lstrlib.c", "            ep = classend(ms, p);  /* points to what is next */\n",
      "            charge_set(ms, p, ep);\n")
before("lstrlib.c", "static const char *classend (MatchState *ms, const char *p) {",
       "#define charge_set(ms, p, ep) \\\n"
       "  if (l_unlikely((ep) - (p) > 64)) meter_charge((ms)->L, ((ep) - (p)) >> 6)\n\n")
after("lstrlib.c", "      do {  /* look for a ']' */\n",
      "        meter_each(ms->L, ms->p_end - p);\n")
edit("lstrlib.c", "static int matchbracketclass (int c,",
     "static int matchbracketclass (MatchState *ms, int c,")
after("lstrlib.c", "  while (++p < ec) {\n", "    meter_each(ms->L, ec - p);\n")
edit("lstrlib.c", "matchbracketclass(c, p, ep-1)", "matchbracketclass(ms, c, p, ep-1)")
edit("lstrlib.c", "matchbracketclass(uchar(", "matchbracketclass(ms, uchar(", 2)
after("lstrlib.c", "  len = ms->capture[l].len;\n", "  meter_charge(ms->L, len >> 6);\n")
after("lstrlib.c", "    while (++s < ms->src_end) {\n", "      meter_tick(ms->L);\n")
edit("lstrlib.c", "static const char *lmemfind (const char *s1,",
     "static const char *lmemfind (lua_State *L, const char *s1,")
edit("lstrlib.c", "lmemfind(s + init,", "lmemfind(L, s + init,")
before("lstrlib.c", "      init++;   /* 1st char is already checked */\n",
       "      meter_charge(L, 1 + ((init - s1) >> 6) + (l2 >> 6));\n")
after("lstrlib.c", "  while ((p = (char *)memchr(news, L_ESC, l)) != NULL) {\n",
      "    meter_charge(L, 1 + ((p - news) >> 6));\n")
after("lstrlib.c", "  while (len--) {\n", "    meter_each(b->L, len);\n")
edit("lstrlib.c", "    if (*strfrmt != L_ESC)\n      luaL_addchar(&b, *strfrmt++);\n",
     "    meter_each(L, strfrmt_end - strfrmt);\n"
     "    if (*strfrmt != L_ESC)\n      luaL_addchar(&b, *strfrmt++);\n")
after("lstrlib.c", "      int nb = 0;  /* number of bytes in result */\n",
      "      meter_tick(L);\n")
after("lstrlib.c", "  while (*fmt != '\\0') {\n", "    meter_tick(L);\n", 3)
edit("lstrlib.c", "        while (len++ < (size_t)size)  /* pad extra space */\n",
     "        while (len++ < (size_t)size) {  /* pad extra space */\n"
     "          meter_each(L, len);\n")
edit("lstrlib.c", "          luaL_addchar(&b, LUAL_PACKPADBYTE);\n        break;",
     "          luaL_addchar(&b, LUAL_PACKPADBYTE);\n        }\n        break;")

# --- Fuel in the other libraries.
after("lutf8lib.c", "  while (posi <= posj) {\n", "    meter_tick(L);\n")
edit("lutf8lib.c", "iscontp(s + posi)) posi--;", "iscontp(s + posi)) { meter_each(L, posi); posi--; }")
edit("lutf8lib.c", "         do {  /* find beginning of previous character */\n           posi--;\n",
     "         do {  /* find beginning of previous character */\n           posi--;\n"
     "           meter_each(L, posi);\n")
edit("lutf8lib.c", "         do {  /* find beginning of next character */\n           posi++;\n",
     "         do {  /* find beginning of next character */\n           posi++;\n"
     "           meter_each(L, posi);\n")
edit("lutf8lib.c", "    while (iscontp(s + n)) n++;", "    while (iscontp(s + n)) { meter_each(L, n); n++; }")
before("lutf8lib.c", "      pushutfchar(L, i);\n", "      meter_tick(L);\n")
before("loslib.c", "      if (*s != '%')  /* not a conversion specifier? */\n", "      meter_tick(L);\n")
edit("lbaselib.c", "static const char *b_str2int (const char *s,",
     "static const char *b_str2int (lua_State *L, const char *s,")
edit("lbaselib.c", "b_str2int(s, (int)base, &n)", "b_str2int(L, s, (int)base, &n)")
edit("lbaselib.c", "  lua_Unsigned n = 0;\n  int neg = 0;\n",
     "  lua_Unsigned n = 0;\n  int neg = 0;\n  const char *first = s;\n")
after("lbaselib.c", "    n = n * base + digit;\n", "    meter_each(L, s - first);\n")
edit("ltablib.c", "#if !defined(l_randomizePivot)\t\t/* { */",
     "#define l_randomizePivot() (~0u)  /* the same fuel everywhere */\n#if 0\t\t/* { */")

# --- A source is read in pieces: a comment or a long string is one token.
after("lzio.h", "  size_t n;\t\t\t/* bytes still unread */\n",
      "  size_t rest;\t\t\t/* bytes of the reader's piece behind those */\n")
after("lzio.c", "  z->n = 0;\n", "  z->rest = 0;\n")
edit("lzio.c", """  buff = z->reader(L, z->data, &size);
  lua_lock(L);
  if (buff == NULL || size == 0)
    return EOZ;
""", """  if (z->rest > 0) {
    buff = z->p;
    size = z->rest;
  }
  else
    buff = z->reader(L, z->data, &size);
  lua_lock(L);
  if (buff == NULL || size == 0)
    return EOZ;
  z->rest = size > METER_PIECE ? size - METER_PIECE : 0;
  size -= z->rest;
  meter_charge(L, size >> 6);
""")

# --- Fuel for what one call looks through.
edit("lstrlib.c", "static int nospecials (const char *p, size_t l) {",
     "static int nospecials (lua_State *L, const char *p, size_t l) {")
edit("lstrlib.c", "nospecials(p, lp)", "nospecials(L, p, lp)")
edit("lstrlib.c", "    upto += strlen(p + upto) + 1;  /* may have more after \\0 */\n",
     "    size_t piece = strlen(p + upto) + 1;  /* may have more after \\0 */\n"
     "    meter_charge(L, 1 + (piece >> 6));\n    upto += piece;\n")
after("lbaselib.c", "      const char *s = lua_tolstring(L, 1, &l);\n", "      meter_charge(L, l >> 8);\n")
before("lstrlib.c", "    return (s != NULL && lua_stringtonumber(L, s) == len + 1);",
       "    if (s != NULL) meter_charge(L, len >> 8);\n")
after("lstrlib.c", "  n = (int)(pose -  posi) + 1;\n", "  meter_charge(L, n >> 4);\n")
after("lutf8lib.c", "  n = (int)(pose -  posi) + 1;  /* upper bound for number of returns */\n",
      "  meter_charge(L, n >> 4);\n")
