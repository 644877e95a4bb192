"""The VM behind every state, its random numbers, and what scripts may see."""
from . import after, before, edit

# --- Each state reaches its VM: slots for the VM, the resumer, and KeraLua.
edit("luaconf.h", "#define LUA_EXTRASPACE\t\t(sizeof(void *))",
     "#define LUA_EXTRASPACE\t\t(3 * sizeof(void *))")
for file in ("ldo.c", "lstate.c"):
    after(file, "L->nCcalls = (from) ? getCcalls(from) : 0;",
          "\n  vm_set_resumer(L, from);")

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

# --- Scripts see an object's identity, never its address.
edit("lauxlib.c", "kind, lua_topointer(L, idx));", "kind, luavm_identity(L, idx));")
edit("lstrlib.c", "const void *p = lua_topointer(L, arg);",
     "const void *p = luavm_identity(L, arg);")

# --- Messages and tracebacks: a variable's name is not worth a search through a
#     huge function, nor is a line's end far behind what is shown of a source.
after("ldebug.c", "  int jmptarget = 0;  /* any code before this address is conditional */\n",
      "  if (lastpc > TRACE_SEARCHED) return -1;\n")
edit("lobject.c", "strchr(source, '\\n');  /* find first",
     "memchr(source, '\\n', srclen < LUA_IDSIZE ? srclen : LUA_IDSIZE);  /* find first")
before("ldebug.c", "  for (ci = L->ci; level > 0 && ci != &L->base_ci; ci = ci->previous)\n",
       "  int asked = level;\n")
before("ldebug.c", "  if (level == 0 && ci != &L->base_ci) {  /* level found? */\n",
       "  meter_of(L)->fuel -= (asked - level) >> 4;\n")

# --- What a VM runs is a coroutine of ours, so that it can wait for the host. To
#     scripts it is the main thread; those they resume pass a suspension on.
before("lcorolib.c", "static int auxresume (lua_State *L, lua_State *co, int narg) {",
       "static int resume_again (lua_State *L, int status, lua_KContext ctx);\n"
       "static int wrap_again (lua_State *L, int status, lua_KContext ctx);\n\n")
edit("lcorolib.c", "static int auxresume (lua_State *L, lua_State *co, int narg) {",
     "static int auxresume (lua_State *L, lua_State *co, int narg,\n"
     "                      lua_KFunction again) {")
after("lcorolib.c", "  status = lua_resume(co, L, narg, &nres);\n",
      """  if (l_unlikely(status == LUA_YIELD && luavm_is_suspended(L))) {
    lua_xmove(co, L, nres);  /* see luavm_suspends */
    return lua_yieldk(L, nres, 0, again);
  }
""")
edit("lcorolib.c", "r = auxresume(L, co, lua_gettop(L) - 1);",
     "r = auxresume(L, co, lua_gettop(L) - 1, resume_again);")
edit("lcorolib.c", "int r = auxresume(L, co, lua_gettop(L));",
     "int r = auxresume(L, co, lua_gettop(L), wrap_again);")
before("lcorolib.c", "static int luaB_cowrap (lua_State *L) {\n",
       """static int resume_again (lua_State *L, int status, lua_KContext ctx) {
  (void)status, (void)ctx;
  return luaB_coresume(L);
}


static int wrap_again (lua_State *L, int status, lua_KContext ctx) {
  (void)status, (void)ctx;
  return luaB_auxwrap(L);
}


""")
edit("lcorolib.c", "  return lua_yield(L, lua_gettop(L));",
     "  if (l_unlikely(luavm_is_main(L))) {\n"
     "    lua_pushliteral(L, \"attempt to yield from outside a coroutine\");\n"
     "    return lua_error(L);\n  }\n"
     "  return lua_yield(L, lua_gettop(L));")
edit("lcorolib.c", "lua_isyieldable(co));", "lua_isyieldable(co) && !luavm_is_main(co));")
edit("lcorolib.c", "  int ismain = lua_pushthread(L);\n  lua_pushboolean(L, ismain);",
     "  luavm_push_running(L);\n  lua_pushboolean(L, luavm_is_main(L));")
before("lstate.c", "    L->ci = &L->base_ci;  /* unwind CallInfo list */\n    L->errfunc = 0;",
       """    lua_State *runner = gc_vm(g)->runner;
    if (runner != NULL) {  /* the variables of what runs, or waits */
      runner->ci = &runner->base_ci;
      runner->errfunc = 0;
      runner->status = LUA_OK;
      luaD_closeprotected(runner, 1, LUA_OK);
      runner->top.p = runner->stack.p + 1;
    }
""")
#     Its stack stays large enough to start in: growing one cannot collect.
edit("lstate.c", "  luaD_reallocstack(L, cast_int(ci->top.p - L->stack.p), 0);\n  return status;",
     "  luaD_reallocstack(L, luavm_is_main(L) ? BASIC_STACK_SIZE\n"
     "                         : cast_int(ci->top.p - L->stack.p), 0);\n  return status;")
#     An error in a coroutine that nothing protects ends the run, not the process.
edit("ldo.c", "    if (g->mainthread->errorJmp) {  /* main thread has a handler? */\n"
     "      setobjs2s(L, g->mainthread->top.p++, L->top.p - 1);  /* copy error obj. */\n"
     "      luaD_throw(g->mainthread, errcode);  /* re-throw in main thread */\n    }",
     """    lua_State *first = gc_vm(g)->runner;
    if (first == NULL || first->errorJmp == NULL) first = g->mainthread;
    if (first->errorJmp) {  /* it has a handler? */
      setobjs2s(L, first->top.p++, L->top.p - 1);  /* copy error obj. */
      luaD_throw(first, errcode);  /* re-throw there */
    }""")
#     A kill is not caught level by level: there may be very many of them.
edit("ldo.c", "  while (errorstatus(status) && (ci = findpcall(L)) != NULL) {",
     "  while (errorstatus(status) && !meter_killed(meter_of(L)) &&\n"
     "         (ci = findpcall(L)) != NULL) {")
