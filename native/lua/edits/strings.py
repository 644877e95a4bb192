"""Strings: copied in pieces, compared and hashed our way."""
from . import edit

# --- Long strings are copied in pieces.
edit("lvm.c", "static void copy2buff (StkId top, int n, char *buff) {",
     "static void copy2buff (lua_State *L, StkId top, int n, char *buff) {")
edit("lvm.c", "copy2buff(top, n, ", "copy2buff(L, top, n, ", 2)
edit("lvm.c", "    memcpy(buff + tl, getstr(st), l * sizeof(char));", "    luavm_copy(L, buff + tl, getstr(st), l);")
edit("lstring.c", "    memcpy(getlngstr(ts), str, l * sizeof(char));", "    luavm_copy(L, getlngstr(ts), str, l);")

# --- Strings: compared as in the "C" locale, hashed under a secret.
edit("lvm.c", """  const char *s1 = getstr(ts1);
  size_t rl1 = tsslen(ts1);  /* real length */
  const char *s2 = getstr(ts2);
  size_t rl2 = tsslen(ts2);
  for (;;) {  /* for each segment */
    int temp = strcoll(s1, s2);
    if (temp != 0)  /* not equal? */
      return temp;  /* done */
    else {  /* strings are equal up to a '\\0' */
      size_t zl1 = strlen(s1);  /* index of first '\\0' in 's1' */
      size_t zl2 = strlen(s2);  /* index of first '\\0' in 's2' */
      if (zl2 == rl2)  /* 's2' is finished? */
        return (zl1 == rl1) ? 0 : 1;  /* check 's1' */
      else if (zl1 == rl1)  /* 's1' is finished? */
        return -1;  /* 's1' is less than 's2' ('s2' is not finished) */
      /* both strings longer than 'zl'; go on comparing after the '\\0' */
      zl1++; zl2++;
      s1 += zl1; rl1 -= zl1; s2 += zl2; rl2 -= zl2;
    }
  }
""", "  return luavm_compare(ts1, ts2);\n")
edit("lstring.c", """  unsigned int h = seed ^ cast_uint(l);
  for (; l > 0; l--)
    h ^= ((h<<5) + (h>>2) + cast_byte(str[l - 1]));
  return h;
""", "  return luavm_hash(str, l, seed);\n")
