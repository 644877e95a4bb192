"""Memory from the arena, and the collector within its limits."""
from . import after, before, edit

# --- Memory: straight into the arena, and the end of it is a kill.
edit("lmem.c", "((*g->frealloc)(g->ud, block, os, ns))",
     "arena_realloc(&((vm *)g->ud)->arena, block, os, ns)")
edit("lmem.c", "if (cantryagain(g)) {\n    luaC_fullgc",
     "if (cantryagain(g) && !((vm *)g->ud)->arena.hopeless) {\n    luaC_fullgc")
edit("lmem.h", "luaD_throw(L, LUA_ERRMEM)", "meter_out_of_memory(L)")

# --- A buffer's memory is no object's, but garbage makes way for it all the same.
before("lmem.c", "void *luaM_saferealloc_ (lua_State *L, void *block, size_t osize,\n",
       """static void *luavm_resize (lua_State *L, void *block, size_t osize, size_t nsize) {
  global_State *g = G(L);
  void *moved = firsttry(g, block, osize, nsize);
  return moved == NULL && nsize > 0 ? tryagain(L, block, osize, nsize) : moved;
}


""")
edit("lauxlib.c", """  void *ud;
  lua_Alloc allocf = lua_getallocf(L, &ud);
  UBox *box = (UBox *)lua_touserdata(L, idx);
  void *temp = allocf(ud, box->box, box->bsize, newsize);
""", """  UBox *box = (UBox *)lua_touserdata(L, idx);
  void *temp = luavm_resize(L, box->box, box->bsize, newsize);
""")
edit("ldo.c", "return luaD_reallocstack(L, newsize, raiseerror);",
     "return luaD_reallocstack(L, newsize, raiseerror) || meter_memory_refused(L);")
after("lgc.c", "  GCObject *grayagain = g->grayagain;  /* save original list */\n",
      "  counter_add(((vm *)g->ud)->gc_count, 1);\n")
edit("lgc.c", "  if (debt > 0) debt = 0;\n  luaE_setdebt(g, debt);",
     "  luaE_setdebt(g, arena_pace(&((vm *)g->ud)->arena, debt));")
edit("lgc.c", "  luaE_setdebt(g, -(cast(l_mem, (gettotalbytes(g) / 100)) * g->genminormul));",
     "  luaE_setdebt(g, arena_pace(&((vm *)g->ud)->arena,\n"
     "    -(cast(l_mem, (gettotalbytes(g) / 100)) * g->genminormul)));")

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

# --- What the host keeps is a root.
before("lgc.c", "static void restartcollection (global_State *g) {",
       "static void refs_mark (global_State *g);\n\n")
after("lgc.c", "  markvalue(g, &g->l_registry);\n", "  refs_mark(g);\n", 2)

# --- When the collector runs is no matter of the script: its finalizers are not paid for
#     (those of a script pay for what they do), and where requests are counted, no string
#     is found again by the address of a text.
before("lgc.c", "  luaD_callnoyield(L, L->top.p - 2, 0);\n}", "  meter_of(L)->fuel++;\n")
before("lstring.c", "  unsigned int i = point2uint(str) % STRCACHE_N;  /* hash */\n  int j;\n",
       "  if (l_unlikely(gc_vm(G(L))->arena.faulty))\n"
       "    return luaS_newlstr(L, str, strlen(str));\n")
