// Generated from bindings/c/luavm.h; do not edit. To make it anew: ./build.sh generate
package io.luavm;

/** The numbers and texts of luavm.h; unsigned ones by their bits. */
final class AbiConstants {
  /** Version of this header, as text; luavm_version has that of the library. */
  static final String LUAVM_VERSION = "0.1.0";
  /** ABI generation that this header describes, as luavm_abi_version counts. */
  static final int LUAVM_ABI_VERSION = 1;
  /** "No limit", for any limit below that does not say otherwise. */
  static final long LUAVM_UNLIMITED = -1L;
  /** luavm_fail_allocations: every later request fails as well. */
  static final int LUAVM_FAIL_ONWARD = 1;
  /**
   * vm_new: running out of memory is an error that pcall in the script may catch,
   * as in plain Lua. Without it the script is stopped and cannot catch that; only
   * a single request larger than the whole limit is an ordinary error always.
   */
  static final int LUAVM_VM_MEMORY_CATCHABLE = 1;
  /** Smallest memory limit. An idle `standard` VM counts under 24 KiB. */
  static final int LUAVM_MEMORY_MIN = 65536;
  /** Bits of luavm_value.flags. */
  static final int LUAVM_VALUE_REFERENCE = 1;
  /** as.reference stands for the value */
  static final int LUAVM_VALUE_TAKE = 2;
  /** in, with the above: released once it is read */
  static final int LUAVM_VALUE_OBJECT = 4;
  /**
   * vm_eval, vm_load: use the VM's lasting global environment instead of a fresh
   * one.
   */
  static final int LUAVM_EVAL_KEEP_ENVIRONMENT = 1;
  /** Functions, coroutines and userdata come out as references, to be released. */
  static final int LUAVM_EVAL_KEEP_FUNCTIONS = 2;
  /** Tables come out as references, not as copies. */
  static final int LUAVM_EVAL_KEEP_TABLES = 4;
  /** Tables come out as copies whose own tables are references. */
  static final int LUAVM_EVAL_SHALLOW = 8;
  /**
   * A table that would come out in two places, or inside itself, is refused with
   * LUAVM_RUNTIME and a message that names both places.
   */
  static final int LUAVM_EVAL_REFUSE_SHARED = 16;
  /** Longest source text: 256 MiB. */
  static final int LUAVM_SOURCE_MAX = 268435456;
  /** Most arguments of a call. */
  static final int LUAVM_ARGUMENT_MAX = 10000;
  /** Longest path: 4,096 bytes. */
  static final int LUAVM_PATH_MAX = 4096;
  /** vm_set: scripts cannot write the table, nor any table in it. */
  static final int LUAVM_SET_READ_ONLY = 1;
  /** Tables come to the function as references, not as copies. */
  static final int LUAVM_FUNCTION_KEEP_TABLES = 1;
  /** Most methods of a class. */
  static final int LUAVM_METHOD_MAX = 1000;
  /**
   * Groups share limits among VMs: "tenants/ada" lies in "tenants", and both in the
   * process. What a VM takes from the system, what its services hold for it, and what it
   * has put into the cache, is charged to its group and to all above; what the cache
   * keeps goes first where there is no room. Names: parts of letters, digits, '-', '_'
   * and '.', with '/' between them, at most LUAVM_GROUP_NAME_MAX bytes, 16 deep.
   */
  static final int LUAVM_GROUP_NAME_MAX = 256;
  /**
   * An acknowledged write survives a loss of power, not only the end of the process
   * (SQLite: synchronous=FULL instead of NORMAL).
   */
  static final int LUAVM_STORE_DURABLE = 1;
  /** Nothing is written; a file that is not there is an error. */
  static final int LUAVM_STORE_READ_ONLY = 2;
  /** Longest document: 1 MiB. */
  static final int LUAVM_POLICY_MAX = 1048576;
  /** http_request: redirects are answers like others. */
  static final int LUAVM_HTTP_NO_REDIRECT = 1;

  // luavm_status_value
  /** done */
  static final int LUAVM_OK = 0;
  /** the script raised an error */
  static final int LUAVM_RUNTIME = 1;
  /** the caller passed something invalid */
  static final int LUAVM_ARGUMENT = 2;
  /** the source is not a Lua program */
  static final int LUAVM_SYNTAX = 3;
  /** the VM's memory limit is reached */
  static final int LUAVM_MEMORY = 4;
  /** the wall-time limit is reached */
  static final int LUAVM_TIMEOUT = 5;
  /** the fuel is spent */
  static final int LUAVM_FUEL = 6;
  /** the script tried something its profile forbids */
  static final int LUAVM_SANDBOX = 7;
  /** printed output or the result is over its limit */
  static final int LUAVM_OUTPUT = 8;
  /** vm_interrupt stopped the script */
  static final int LUAVM_CANCELLED = 9;
  /** a defect of this library; the VM is unusable */
  static final int LUAVM_INTERNAL = 10;
  /** no such VM: 0, already freed, or never made here */
  static final int LUAVM_HANDLE = 11;
  /** another thread is using this VM */
  static final int LUAVM_BUSY = 12;
  /** a cap of the process, a group or a store */
  static final int LUAVM_QUOTA = 13;
  /** the VM was freed while this call ran */
  static final int LUAVM_CLOSED = 14;
  /** called in a child process after fork() */
  static final int LUAVM_FORKED = 15;
  /** a server could not be reached, or broke off */
  static final int LUAVM_NETWORK = 16;
  /** not possible here, e.g. too little C stack left */
  static final int LUAVM_UNSUPPORTED = 17;
  /** a host function will answer later: vm_resume */
  static final int LUAVM_PENDING = 18;
  /** the slice is over, the script is not: vm_resume */
  static final int LUAVM_YIELDED = 19;

  // luavm_profile
  /** standard */
  static final int LUAVM_PROFILE_DEFAULT = 0;
  /**
   * computation alone: base, string, table, math,
   * utf8; no clock, no randomness, no load, no
   * coroutines, no print
   */
  static final int LUAVM_PROFILE_LOCKED = 1;
  /**
   * and print (captured), load (text), coroutine,
   * math.random, os.time/clock/date/difftime
   */
  static final int LUAVM_PROFILE_STANDARD = 2;
  /** reserved: LUAVM_UNSUPPORTED in this version */
  static final int LUAVM_PROFILE_REDIS = 3;
  /**
   * all of Lua, files and processes included, for
   * the host's own scripts; limits still hold
   */
  static final int LUAVM_PROFILE_TRUSTED = 4;

  // luavm_preset
  /** 16 MiB, soft limit 12 MiB, 5 s, output 1 MiB */
  static final int LUAVM_PRESET_DEFAULT = 0;
  /** 1 MiB, soft 768 KiB, 1 s, output 64 KiB */
  static final int LUAVM_PRESET_EMBEDDED = 1;
  /** 10 MiB, soft 8 MiB, 5 s, output 1 MiB */
  static final int LUAVM_PRESET_PRODUCTION = 2;
  /** 100 MiB, soft 80 MiB, 60 s, output 16 MiB */
  static final int LUAVM_PRESET_DEVELOPMENT = 3;

  // luavm_gc_operation
  /** one full cycle; *result: bytes it freed */
  static final int LUAVM_GC_COLLECT = 0;
  /**
   * a step of `argument` KiB (0: one basic step);
   * *result: 1 when it ended a cycle, else 0
   */
  static final int LUAVM_GC_STEP = 1;
  /** until restart; the hard limit still collects */
  static final int LUAVM_GC_STOP = 2;
  /** *result: 0 */
  static final int LUAVM_GC_RESTART = 3;
  /** *result: the mode before, one of these two */
  static final int LUAVM_GC_INCREMENTAL = 4;
  /** likewise */
  static final int LUAVM_GC_GENERATIONAL = 5;

  // luavm_type
  /** `as` is not read */
  static final int LUAVM_NIL = 0;
  /** as.boolean: 0 or 1 */
  static final int LUAVM_BOOLEAN = 1;
  /** as.integer */
  static final int LUAVM_INTEGER = 2;
  /** as.number, a double: -0.0, infinities, NaN as is */
  static final int LUAVM_NUMBER = 3;
  /** as.bytes: a Lua string, any bytes */
  static final int LUAVM_BYTES = 4;
  /** as.table, a copy; or a reference */
  static final int LUAVM_TABLE = 5;
  /** 6 to 8 have no form outside the VM: as.opaque is a */
  static final int LUAVM_FUNCTION = 6;
  /** number that tells one such value from another within */
  static final int LUAVM_COROUTINE = 7;
  /** the same result; or a reference, or a host object */
  static final int LUAVM_USERDATA = 8;

  // luavm_ws_kind
  /** UTF-8 */
  static final int LUAVM_WS_TEXT = 1;
  /** any bytes */
  static final int LUAVM_WS_BINARY = 2;
  /** the peer has closed: code and reason */
  static final int LUAVM_WS_CLOSE = 3;

  private AbiConstants() {}
}
