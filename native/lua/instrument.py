#!/usr/bin/env python3
"""Puts LuaVm's meter, arena and freezing into an unpacked Lua 5.4.9.

Usage: instrument.py PRISTINE_SRC OUT_SRC

Copies the sources and applies the edits below. Each names a file, the text to
find, how often it must occur there, and what replaces it. A text that is not
found exactly that often stops the build: then the source is not the release
these edits were made for. What the inserted macros do is in native/meter.h.
"""
import shutil
import sys
from pathlib import Path

EDITS = []


def edit(file, old, new, count=1):
    EDITS.append((file, old, new, count))


def before(file, old, new, count=1):
    edit(file, old, new + old, count)


def after(file, old, new, count=1):
    edit(file, old, old + new, count)


# --- Each state reaches its VM: slots for the VM, the resumer, and KeraLua.
edit("luaconf.h", "#define LUA_EXTRASPACE\t\t(sizeof(void *))",
     "#define LUA_EXTRASPACE\t\t(3 * sizeof(void *))")
for file in ("ldo.c", "lstate.c"):
    after(file, "L->nCcalls = (from) ? getCcalls(from) : 0;",
          "\n  vm_set_resumer(L, from);")

# --- Memory: straight into the arena, and the end of it is a kill.
edit("lmem.c", "((*g->frealloc)(g->ud, block, os, ns))",
     "arena_realloc(&((vm *)g->ud)->arena, block, os, ns)")
edit("lmem.c", "if (cantryagain(g)) {\n    luaC_fullgc",
     "if (cantryagain(g) && !((vm *)g->ud)->arena.hopeless) {\n    luaC_fullgc")
edit("lmem.h", "luaD_throw(L, LUA_ERRMEM)", "meter_out_of_memory(L)")
edit("ldo.c", "return luaD_reallocstack(L, newsize, raiseerror);",
     "return luaD_reallocstack(L, newsize, raiseerror) || meter_memory_refused(L);")
after("lgc.c", "  GCObject *grayagain = g->grayagain;  /* save original list */\n",
      "  counter_add(((vm *)g->ud)->gc_count, 1);\n")
edit("lgc.c", "  if (debt > 0) debt = 0;\n  luaE_setdebt(g, debt);",
     "  luaE_setdebt(g, arena_pace(&((vm *)g->ud)->arena, debt));")
edit("lgc.c", "  luaE_setdebt(g, -(cast(l_mem, (gettotalbytes(g) / 100)) * g->genminormul));",
     "  luaE_setdebt(g, arena_pace(&((vm *)g->ud)->arena,\n"
     "    -(cast(l_mem, (gettotalbytes(g) / 100)) * g->genminormul)));")

# --- Fuel in the interpreter: every taken jump, loop turn and Lua call sets
#     'trap' when the fuel is gone; the trap handler trips. Jumps and loops had
#     looked at ci's trap for hooks set by a signal: we have no such hooks.
edit("lvm.c", "{ pc += GETARG_sJ(i) + e; updatetrap(ci); }",
     "{ pc += GETARG_sJ(i) + e; trap |= meter_spend(L); }")
edit("lvm.c", "updatetrap(ci);  /* allows a signal to break the loop */",
     "trap |= meter_spend(L);")
edit("lvm.c", " startfunc:\n  trap = L->hookmask;",
     " startfunc:\n  trap = L->hookmask | meter_spend(L);")
before("ldebug.c", "  if (!(mask & (LUA_MASKLINE | LUA_MASKCOUNT))) {  /* no hooks? */",
       """  if (l_unlikely(meter_spent(L))) {
    ci->u.l.savedpc = pc + 1;
    if (!isIT(*pc)) L->top.p = ci->top.p;
    meter_trip(L);
  }
""")

# --- Fuel in C: these may raise, so they trip on the spot.
after("lvm.c", "  for (loop = 0; loop < MAXTAGLOOP; loop++) {\n",
      "    if (loop > 0) meter_tick(L);\n", 2)
before("ldo.c", "  n = (*f)(L);  /* do the actual call */", "  meter_tick(L);\n")
after("ldo.c", "luaG_callerror(L, s2v(func));  /* nothing to call */",
      "\n  meter_charge(L, L->top.p - func);")
before("lvm.c", "        ts = luaS_createlngstrobj(L, tl);\n        copy2buff",
       "        meter_tick(L);\n")
after("lapi.c", "LUA_API int lua_geti (lua_State *L, int idx, lua_Integer n) {\n"
      "  TValue *t;\n  const TValue *slot;\n", "  meter_tick(L);\n")
after("llex.c", "void luaX_next (LexState *ls) {\n", "  meter_tick(ls->L);\n")

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

# --- Tables: growing one never searches its chains, and a table in which a chain
#     gets long hashes numbers and addresses under a secret from then on.
edit("ltable.c", """  lua_Unsigned ui = l_castS2U(i);
  if (ui <=""", """  lua_Unsigned ui = l_castS2U(i);
  if (l_unlikely(table_scattered(t)))
    return hashpow2(t, luavm_scatter(ui));
  if (ui <=""")
edit("ltable.c", "#define hashpointer(t,p)\thashmod(t, point2uint(p))",
     "#define hashpointer(t,p)  (l_unlikely(table_scattered(t)) \\\n"
     "  ? hashpow2(t, luavm_scatter((uint64_t)(uintptr_t)(p))) \\\n"
     "  : hashmod(t, point2uint(p)))")
edit("ltable.c", "      return hashmod(t, l_hashfloat(n));",
     "      if (l_unlikely(table_scattered(t))) {\n"
     "        uint64_t bits;\n        memcpy(&bits, &n, sizeof bits);\n"
     "        return hashpow2(t, luavm_scatter(bits));\n      }\n"
     "      return hashmod(t, l_hashfloat(n));")
edit("ltable.c", "      luaH_set(L, t, &k, gval(old));\n    }\n",
     "      if (ttisinteger(&k) && l_castS2U(ivalue(&k)) - 1u < t->alimit)\n"
     "      { setobj2t(L, &t->array[ivalue(&k) - 1], gval(old)); }\n"
     "      else\n        luaH_newkey(L, t, &k, gval(old));\n    }\n")
before("ltable.c", "/*\n** (Re)insert all elements from the hash part of 'ot' into table 't'.\n",
       "static void luaH_newkey (lua_State *L, Table *t, const TValue *key, TValue *value);\n\n")
before("ltable.c", "/*\n** inserts a new key into a hash table; first, check whether key's main\n",
       """static int longchain (Node *n) {
  int length = 0;
  for (; gnext(n) != 0; n += gnext(n))
    if (++length == TABLE_CHAIN_MAX) return 1;
  return 0;
}


/*
** Spread the hash part anew. Runs in the middle of a resize as well, so it must
** not collect; without memory for it the table stays as it is.
*/
static int scatter (lua_State *L, Table *t) {
  Table old;
  size_t size = cast_sizet(sizenode(t));
  Node *fresh;
  if (table_scattered(t))
    return 0;
  fresh = arena_realloc(&((vm *)G(L)->ud)->arena, NULL, 0, size * sizeof(Node));
  if (fresh == NULL)
    return 0;
  G(L)->GCdebt += size * sizeof(Node);
  old.node = t->node;
  old.lsizenode = t->lsizenode;
  old.lastfree = t->lastfree;
  for (size_t i = 0; i < size; i++) {
    gnext(&fresh[i]) = 0;
    setnilkey(&fresh[i]);
    setempty(gval(&fresh[i]));
  }
  t->node = fresh;
  t->lastfree = fresh + size;
  t->marked |= TABLE_SCATTERED;
  reinsert(L, &old, t);
  luaM_freearray(L, old.node, size);
  return 1;
}


""")
before("ltable.c", "      /* new node will go into free position */\n",
       "      if (l_unlikely(longchain(mp)) && scatter(L, t)) {\n"
       "        luaH_set(L, t, key, value);\n        return;\n      }\n")

# --- Collecting: a killed script does not wait for the end of a cycle, and the
#     quadratic convergence of ephemerons is paid for from some pass on; once
#     that kills, their values live one cycle longer.
edit("lgc.c", "      if (valiswhite(gval(n)))  /* value not marked yet? */\n        hasww = 1;",
     """      if (valiswhite(gval(n)) && gc_hurried(g)) {
        marked = 1;
        reallymarkobject(g, gcvalue(gval(n)));
      }
      else if (valiswhite(gval(n)))  /* value not marked yet? */
        hasww = 1;""")
edit("lgc.c", "  int changed;\n  int dir = 0;\n", "  int changed;\n  int dir = 0;\n  int passes = 0;\n")
after("lgc.c", "    changed = 0;\n    while ((w = next) != NULL) {  /* for each ephemeron table */\n"
      "      Table *h = gco2t(w);\n",
      "      if (passes > GC_FREE_PASSES) gc_spend(g, 1 + sizenode(h) / 8);\n")
edit("lgc.c", "    dir = !dir;  /* invert direction next time */\n",
     "    dir = !dir;  /* invert direction next time */\n    passes++;\n")
before("lgc.c", "static void fullinc (lua_State *L, global_State *g) {",
       """static int rununtil (lua_State *L, int state) {
  global_State *g = G(L);
  while (g->gcstate != state) {
    if (l_unlikely(gc_hurried(g))) return 0;
    singlestep(L);
  }
  return 1;
}


""")
edit("lgc.c", "  luaC_runtilstate(L, bitmask(GCSpause));\n"
     "  luaC_runtilstate(L, bitmask(GCSpropagate));  /* start new cycle */\n"
     "  g->gcstate = GCSenteratomic;  /* go straight to atomic phase */\n"
     "  luaC_runtilstate(L, bitmask(GCScallfin));  /* run up to finalizers */\n",
     "  if (!rununtil(L, GCSpause) || !rununtil(L, GCSpropagate) ||\n"
     "      !rununtil(L, GCScallfin))\n    return;\n")
edit("lgc.c", "  luaC_runtilstate(L, bitmask(GCSpause));  /* finish collection */\n  setpause(g);",
     "  if (rununtil(L, GCSpause)) setpause(g);")

#     Where most of the limit is in use, full cycles cost more than what they free
#     is worth: generational ones take over, until there is room again.
edit("lgc.c", """  luaC_runtilstate(L, bitmask(GCSpause));  /* prepare to start a new cycle */
  luaC_runtilstate(L, bitmask(GCSpropagate));  /* start new cycle */
  numobjs = atomic(L);""", """  if (!rununtil(L, GCSpause) || !rununtil(L, GCSpropagate))
    return 0;  /* killed: stays incremental */
  for (numobjs = 0; g->gcstate != GCSenteratomic; numobjs += singlestep(L))
    if (l_unlikely(gc_hurried(g))) return 0;
  numobjs += atomic(L);""")
before("lgc.c", "static lu_mem entergen (lua_State *L, global_State *g) {",
       """static int rununtil (lua_State *L, int state);
static lu_mem singlestep (lua_State *L);

""")
after("lgc.c", "      enterinc(g);  /* entering incremental mode */\n  }\n",
      "  gc_vm(g)->gc_crowded = 0;\n")
before("lgc.c", "/*\n** Does a full collection in generational mode.",
       """static void crowd (lua_State *L, global_State *g) {
  luaC_changemode(L, KGC_GEN);
  gc_vm(g)->gc_crowded = (g->gckind == KGC_GEN);
}


static void uncrowd (lua_State *L, global_State *g) {
  if (gc_vm(g)->gc_crowded && arena_roomy(&gc_vm(g)->arena)) {
    luaC_changemode(L, KGC_INC);
    setpause(g);
  }
}


""")
edit("lgc.c", "  if (g->gcstate == GCSpause)\n    setpause(g);  /* pause until next cycle */\n",
     "  if (g->gcstate == GCSpause) {\n    setpause(g);  /* pause until next cycle */\n"
     "    if (arena_crowded(&gc_vm(g)->arena)) crowd(L, g);\n  }\n")
edit("lgc.c", "  if (g->gckind == KGC_INC)\n    fullinc(L, g);\n  else\n    fullgen(L, g);\n",
     "  if (g->gckind == KGC_GEN)\n    fullgen(L, g);\n"
     "  else if (isemergency && arena_crowded(&gc_vm(g)->arena)) {\n"
     "    enterinc(g);\n    crowd(L, g);\n  }\n"
     "  else\n    fullinc(L, g);\n  uncrowd(L, g);\n")
before("lgc.c", "  lua_assert(isdecGCmodegen(g));\n}\n", "  uncrowd(L, g);\n")
edit("lapi.c", "isdecGCmodegen(g) ? LUA_GCGEN", "isdecGCmodegen(g) && !gc_vm(g)->gc_crowded ? LUA_GCGEN", 2)
after("lmem.c", "    luaC_fullgc(L, 1);  /* try to free some memory... */\n",
      "    if (arena_thrashes(&((vm *)g->ud)->arena))\n      return NULL;\n")
edit("lgc.c", "  } while (debt > -stepsize && g->gcstate != GCSpause);",
     "  } while (debt > -stepsize && g->gcstate != GCSpause && !gc_hurried(g));")

# --- The end of the C stack is an ordinary error, but not over and over again
#     for a script that stays down there.
after("ldo.c", "  L->errorJmp = lj.previous;  /* restore old error handler */\n"
      "  L->nCcalls = oldnCcalls;\n",
      "  if (getCcalls(L) < LUAI_MAXCCALLS / 2) gc_vm(G(L))->stack_errors = 0;\n")
edit("lstate.c", "    luaG_runerror(L, \"C stack overflow\");",
     "    meter_stack_full(L);")

# --- Random numbers: seeds are not addresses, and every fresh environment has its own.
edit("lmathlib.c", "  lua_Unsigned seed1 = (lua_Unsigned)time(NULL);\n"
     "  lua_Unsigned seed2 = (lua_Unsigned)(size_t)L;\n",
     "  lua_Unsigned seed1 = luavm_seed(L);\n  lua_Unsigned seed2 = luavm_seed(L);\n")
before("lmathlib.c", "static int math_random (lua_State *L) {\n",
       "static void randseed (lua_State *L, RanState *state);\n\n")
before("lmathlib.c", "  Rand64 rv = nextrand(state->s);  /* next pseudo-random value */\n", """  Rand64 rv;
  if (l_unlikely(luavm_random_is_stale(L))) {
    randseed(L, state);
    lua_pop(L, 2);
  }
""")
edit("lmathlib.c", "  Rand64 rv = nextrand(state->s);", "  rv = nextrand(state->s);")
before("lmathlib.c", "  if (lua_isnone(L, 1)) {\n    randseed", "  luavm_random_is_stale(L);\n")

# --- Frozen tables: no script can write them, whatever way it takes.
for target in ("upval", "s2v(ra)"):
    before("lvm.c", "luaV_finishfastset(L, %s, slot, rc);" % target,
           "if (l_unlikely(table_frozen(hvalue(%s)))) Protect(luavm_frozen(L));\n          "
           % target, 1 if target == "upval" else 3)
before("lvm.c", "        sethvalue2s(L, L->top.p, h);  /* anchor 't' */",
       "        if (l_unlikely(table_frozen(h))) luavm_frozen(L);\n")
before("lvm.c", "      GCObject *h = gcvalue(t);\n",
       "      if (l_unlikely(table_frozen(hvalue(t)))) luavm_frozen(L);\n")
before("lapi.c", "    luaV_finishfastset(L, t, slot, s2v(L->top.p - 1));",
       "    if (l_unlikely(table_frozen(hvalue(t)))) luavm_frozen(L);\n", 3)
before("lapi.c", "  luaH_set(L, t, key, s2v(L->top.p - 1));",
       "  if (l_unlikely(table_frozen(t))) luavm_frozen(L);\n")
before("lapi.c", "  luaH_setint(L, t, n, s2v(L->top.p - 1));",
       "  if (l_unlikely(table_frozen(t))) luavm_frozen(L);\n")
before("lapi.c", "      hvalue(obj)->metatable = mt;",
       "      if (l_unlikely(table_frozen(hvalue(obj)))) luavm_frozen(L);\n")

# --- Scripts see an object's identity, never its address.
edit("lauxlib.c", "kind, lua_topointer(L, idx));", "kind, luavm_identity(L, idx));")
edit("lstrlib.c", "const void *p = lua_topointer(L, arg);",
     "const void *p = luavm_identity(L, arg);")


def main(pristine, out):
    shutil.copytree(pristine, out, dirs_exist_ok=True)
    for file, old, new, count in EDITS:
        path = out / file
        text = path.read_text(encoding="latin-1")
        found = text.count(old)
        if found != count:
            sys.exit(f"instrument: {file}: expected {count} of {old!r}, found {found}; "
                     "is this Lua 5.4.9?")
        path.write_text(text.replace(old, new), encoding="latin-1")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]))
