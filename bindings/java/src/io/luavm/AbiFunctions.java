// Generated from bindings/c/luavm.h; do not edit. To make it anew: ./build.sh generate
package io.luavm;

/** The functions of luavm.h; pointers are addresses. */
final class AbiFunctions {
  /**
   * Version of the loaded library, for example "0.1.0".
   * Returns: a NUL-terminated string. Owns: the library; never free it.
   * Threads: any. Works in a forked child.
   */
  static native long luavm_version();

  /**
   * ABI generation of the loaded library. A program built against this header
   * works with a library whose number equals LUAVM_ABI_VERSION.
   * Threads: any. Works in a forked child.
   */
  static native int luavm_abi_version();

  /**
   * Name of a status: "ok", "runtime", "argument", ...; "unknown" for a number
   * that is none. Owns: the library. Threads: any. Works in a forked child.
   */
  static native long luavm_status_name(int status);

  /**
   * Gives a buffer back.
   * Returns LUAVM_OK (also for NULL); LUAVM_ARGUMENT when the pointer is not a
   * live buffer of this library (freed before, another kind, foreign);
   * LUAVM_FORKED. Threads: any.
   */
  static native int luavm_buffer_free(long buffer);

  /**
   * Sets what this process allows all VMs together. May be called at any time and
   * again; the newest values count for whatever is asked from then on, nothing
   * alive is taken away.
   * config: required. error: NULL, or receives the message (NULL on success).
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_FORKED.
   * Owns: free *error with luavm_buffer_free. Threads: any.
   */
  static native int luavm_configure(long config, long error);

  /**
   * Reads the process-wide counters.
   * statistics: required, its struct_size set.
   * Returns LUAVM_OK; LUAVM_ARGUMENT (NULL, or a struct_size not known);
   * LUAVM_FORKED. Threads: any.
   */
  static native int luavm_stats(long statistics);

  /**
   * For tests: makes requests for memory fail, to show what a program does when
   * there is none.
   *
   * A request is each place where the library asks for memory: a block for Lua (a
   * new or growing one), room under a VM's limit, bytes from the system. It counts
   * the calling thread's alone: what runs elsewhere in the process neither fails
   * nor is counted, so a task that repeats itself has the same count every time.
   * VMs made meanwhile hash without a secret for the same reason, and where the
   * first VM of a process is one of those, so do all. What the managed runtime and
   * the C library take for themselves is not a request.
   *
   * nth: the request that fails, from 1, of those that calls made after this one
   * make; LUAVM_UNLIMITED: none, they are only counted; 0: none, and no more
   * counting. flags: 0, that one alone; or LUAVM_FAIL_ONWARD.
   * requests: NULL, or receives how many there were since the call before (0 if
   * they were not counted, or on failure). Fewer than nth: none has failed.
   *
   * What fails is answered as if the system had no memory: LUAVM_MEMORY, with NULL
   * for a block that could not be made; or it is made up for, by a collection for
   * example, and LUAVM_OK. Scripts catch it no more than their limit
   * (see LUAVM_VM_MEMORY_CATCHABLE). Once this is switched off every VM is as usable
   * as it says (see vm_reset), and nothing has leaked.
   * Returns LUAVM_OK; LUAVM_ARGUMENT (unknown flag); LUAVM_FORKED.
   * Threads: any; not from within a running script.
   */
  static native int luavm_fail_allocations(long nth, int flags, long requests);

  /**
   * Makes a VM.
   * options: NULL for all defaults. vm: required, receives the handle (0 on
   * failure). error: NULL, or receives the message (NULL on success).
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_QUOTA (VM cap, process memory);
   * LUAVM_MEMORY (the system has none); LUAVM_UNSUPPORTED (profile); LUAVM_FORKED.
   * Owns: end *vm with vm_free, *error with luavm_buffer_free. Threads: any.
   */
  static native int vm_new(long options, long vm, long error);

  /**
   * Ends a VM and returns all of its memory to the system. Results it gave stay
   * valid. If an eval is running on another thread it is interrupted, answers
   * LUAVM_CLOSED, and the memory goes when it returns; vm_free does not wait.
   * Returns LUAVM_OK (also for 0); LUAVM_HANDLE; LUAVM_FORKED. Threads: any.
   */
  static native int vm_free(long vm);

  /**
   * Throws away everything scripts have left in a VM and starts it afresh with
   * the options it was made with; the handle stays.
   * Returns LUAVM_OK; LUAVM_HANDLE; LUAVM_BUSY; LUAVM_CLOSED; LUAVM_QUOTA;
   * LUAVM_MEMORY; LUAVM_FORKED. After QUOTA or MEMORY the VM holds no state:
   * vm_eval and vm_gc answer LUAVM_CLOSED until a vm_reset succeeds.
   * Threads: one per VM.
   */
  static native int vm_reset(long vm);

  /**
   * Stops what a VM is running: that call answers LUAVM_CANCELLED, whatever the
   * script does to prevent it. Nothing happens if nothing runs.
   * Returns LUAVM_OK; LUAVM_HANDLE; LUAVM_FORKED. Threads: any.
   */
  static native int vm_interrupt(long vm);

  /**
   * Reads a VM's memory counters, also while it runs (the figures are then a
   * moment's).
   * memory: required, its struct_size set.
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_HANDLE; LUAVM_FORKED. Threads: any.
   */
  static native int vm_mem_usage(long vm, long memory);

  /**
   * Runs or steers a VM's garbage collector.
   * operation: LUAVM_GC_...; argument: see there, 0 to 1,048,576, else 0.
   * result: NULL, or receives the figure above (0 on failure).
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_HANDLE; LUAVM_BUSY; LUAVM_CLOSED;
   * LUAVM_TIMEOUT, LUAVM_FUEL, LUAVM_MEMORY, LUAVM_QUOTA, LUAVM_CANCELLED
   * (finalizers of a trusted VM were stopped); LUAVM_UNSUPPORTED (a trusted VM, and
   * under 512 KiB of C stack left on this thread for its finalizers);
   * LUAVM_FORKED. Threads: one per VM.
   */
  static native int vm_gc(long vm, int operation, long argument, long result);

  /**
   * Gives a result and all it points to back.
   * Returns LUAVM_OK (also for NULL); LUAVM_ARGUMENT when the pointer is not a
   * live result of this library; LUAVM_FORKED. Threads: any.
   */
  static native int vm_result_free(long result);

  /**
   * Compiles and runs a Lua source text.
   *
   * Globals: each eval gets a fresh environment, so it sees nothing that another
   * left behind; with LUAVM_EVAL_KEEP_ENVIRONMENT those of one VM share one.
   * source: Lua text, any bytes; a byte-order mark and a first line that starts
   * with '#' are skipped. Precompiled chunks are refused (LUAVM_SANDBOX).
   * source_length: bytes, at most LUAVM_SOURCE_MAX. options: NULL for the VM's.
   * result: NULL, or receives a block on every path, the failures of the caller
   * included (NULL only if the system has no memory for one).
   *
   * Returns LUAVM_OK; LUAVM_SYNTAX, LUAVM_RUNTIME, LUAVM_SANDBOX (the script's
   * failures); LUAVM_MEMORY, LUAVM_TIMEOUT, LUAVM_FUEL, LUAVM_OUTPUT, LUAVM_QUOTA
   * (a limit); LUAVM_CANCELLED, LUAVM_CLOSED (stopped from outside);
   * LUAVM_ARGUMENT, LUAVM_HANDLE, LUAVM_BUSY, LUAVM_FORKED, LUAVM_UNSUPPORTED
   * (under 512 KiB of C stack left on this thread). After every one of them
   * but LUAVM_HANDLE, LUAVM_CLOSED and LUAVM_FORKED the VM still answers.
   * Owns: free *result with vm_result_free; it outlives the VM.
   * Threads: one per VM.
   */
  static native int vm_eval(long vm, long source, long source_length, long options, long result);

  private AbiFunctions() {}
}
