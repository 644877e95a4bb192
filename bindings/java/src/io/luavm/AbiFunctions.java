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
   * again; the newest values count for whatever is asked from then on. Nothing alive
   * is taken away but what the cache has over cache_bytes.
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
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_HANDLE (no such template or policy);
   * LUAVM_QUOTA (caps and memory of the process and of groups); LUAVM_MEMORY (the system
   * has none, or the template does not fit into the limit); LUAVM_UNSUPPORTED (profile);
   * LUAVM_FORKED. Owns: end *vm with vm_free, *error with luavm_buffer_free. Threads:
   * any.
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
   * the options it was made with; the handle stays. Functions of vm_register and
   * of the template are there again; references, objects, classes and what vm_set
   * has put there are gone, as is a run that waited for vm_resume.
   * Returns LUAVM_OK; LUAVM_HANDLE; LUAVM_BUSY; LUAVM_CLOSED; LUAVM_QUOTA;
   * LUAVM_MEMORY; LUAVM_FORKED. After QUOTA or MEMORY the VM holds no state:
   * vm_eval and vm_gc answer LUAVM_CLOSED until a vm_reset succeeds.
   * Threads: one per VM.
   */
  static native int vm_reset(long vm);

  /**
   * Stops what a VM is running: that call answers LUAVM_CANCELLED, whatever the
   * script does to prevent it. Nothing happens if nothing runs, or while a run waits
   * for vm_resume, which can end it itself (LUAVM_CANCELLED).
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
   * Gives a result and all it points to back. References in it stay: they are
   * released on their own.
   * Returns LUAVM_OK (also for NULL); LUAVM_ARGUMENT when the pointer is not a
   * live result of this library; LUAVM_FORKED. Threads: any.
   */
  static native int vm_result_free(long result);

  /**
   * Compiles and runs a Lua source text.
   *
   * Globals: each eval gets a fresh environment, so it sees nothing that another
   * left behind; with LUAVM_EVAL_KEEP_ENVIRONMENT those of one VM share one. What
   * the host has put there (vm_set, vm_register) is in both.
   * source: Lua text, any bytes; a byte-order mark and a first line that starts
   * with '#' are skipped. Precompiled chunks are refused (LUAVM_SANDBOX).
   * source_length: bytes, at most LUAVM_SOURCE_MAX. options: NULL for the VM's.
   * result: NULL, or receives a block on every path, the failures of the caller
   * included (NULL only if the system has no memory for one). Without one nothing
   * comes out as a reference.
   *
   * Returns LUAVM_OK; LUAVM_SYNTAX, LUAVM_RUNTIME, LUAVM_SANDBOX (the script's
   * failures); LUAVM_MEMORY, LUAVM_TIMEOUT, LUAVM_FUEL, LUAVM_OUTPUT, LUAVM_QUOTA
   * (a limit); LUAVM_CANCELLED, LUAVM_CLOSED (stopped from outside);
   * LUAVM_PENDING, LUAVM_YIELDED (not done: vm_resume);
   * LUAVM_ARGUMENT, LUAVM_HANDLE, LUAVM_BUSY (also while a run waits, see
   * vm_resume), LUAVM_FORKED, LUAVM_UNSUPPORTED (under 512 KiB of C stack left on
   * this thread, or host functions nested too deep). After every one of them but
   * LUAVM_HANDLE, LUAVM_CLOSED and LUAVM_FORKED the VM still answers.
   * Owns: free *result with vm_result_free; it outlives the VM.
   * Threads: one per VM.
   */
  static native int vm_eval(long vm, long source, long source_length, long options, long result);

  /**
   * Compiles a source once, for many calls. Its environment is a fresh one that
   * its calls share, or the lasting one (LUAVM_EVAL_KEEP_ENVIRONMENT).
   * source, source_length, options, result: as for vm_eval. function: required,
   * receives a reference to the chunk as a function (0 on failure), whose arguments
   * the source sees as `...`.
   * Returns: as vm_eval, but nothing runs.
   * Owns: give *function back with vm_release, *result with vm_result_free.
   * Threads: one per VM.
   */
  static native int vm_load(
      long vm, long source, long source_length, long options, long function, long result);

  /**
   * Calls a function, or whatever else can be called.
   * function: required; a reference to it, or a string: the dotted path of a global
   * (as vm_get reads it). arguments: argument_count values, at most
   * LUAVM_ARGUMENT_MAX; NULL if there are none. options: NULL for the VM's.
   * result: as for vm_eval; its values are what the function returned, and its
   * usage.cpu_ns is 0: a clock for it would cost more than a small function.
   * Returns: as vm_eval but LUAVM_SYNTAX; LUAVM_RUNTIME also for nil and whatever
   * else cannot be called, and for a path that leads to nothing; LUAVM_ARGUMENT also
   * for a value that is none, or a reference that is not one of this VM.
   * Owns: free *result with vm_result_free. Threads: one per VM.
   */
  static native int vm_call(
      long vm, long function, long arguments, long argument_count, long options, long result);

  /**
   * Goes on with a run that answered LUAVM_PENDING or LUAVM_YIELDED. Time between
   * the two calls does not count against its limits; fuel, output and the rest go on
   * where they were.
   *
   * Until then vm_function, vm_class, vm_object, vm_keep and vm_register work, as part
   * of the run that waits (each may cost it a unit of fuel): what it waits for may
   * have to be made first. So do vm_release, vm_mem_usage, and vm_reset and vm_free,
   * which end the run. Everything else that uses the VM is LUAVM_BUSY.
   * status: LUAVM_OK, and for a pending host function `values` are its results;
   * LUAVM_RUNTIME, and it raises values[0] (nil if there is none); LUAVM_CANCELLED:
   * the run ends with that status.
   * values: value_count of them, at most LUAVM_ARGUMENT_MAX; none after
   * LUAVM_YIELDED. options: NULL, or the flags and slice_fuel from here on; its
   * limits must be 0.
   * result: as for vm_eval; its output is what was printed since the call before.
   * Returns: as vm_call; LUAVM_ARGUMENT also where no run waits, and after
   * LUAVM_YIELDED for values or LUAVM_RUNTIME. The run goes on waiting, so that this
   * may be asked again, after LUAVM_ARGUMENT, LUAVM_BUSY and LUAVM_UNSUPPORTED, and
   * after LUAVM_MEMORY where there was no room to begin: *result is NULL then, or
   * the values did not fit and the VM is LUAVM_VM_MEMORY_CATCHABLE. Who does not know
   * asks with LUAVM_CANCELLED: that ends the run, or is LUAVM_ARGUMENT.
   * Owns: free *result with vm_result_free. Threads: one per VM, any.
   */
  static native int vm_resume(
      long vm, int status, long values, long value_count, long options, long result);

  /**
   * Reads a global, or a field below one, without metamethods.
   * path: names with dots between them, "limits.cpu.max"; path_length: bytes, at
   * most LUAVM_PATH_MAX; empty: the table of globals. A name that is not there, or
   * something that is no table on the way, gives nil. The lasting environment is
   * read, which has all that vm_set and vm_register have put there.
   * options: NULL, or how tables and functions are to come out (flags).
   * result: as for vm_eval; one value.
   * Returns: as vm_call.
   * Owns: free *result with vm_result_free. Threads: one per VM.
   */
  static native int vm_get(long vm, long path, long path_length, long options, long result);

  /**
   * Writes a global, or a field below one, without metamethods: into the lasting
   * environment, and into what fresh ones begin with. A table is not copied for
   * each of these: where a script may write it, others of this VM see that.
   * path: as for vm_get, but not empty; tables that are not there on the way are
   * made, anything else there is LUAVM_ARGUMENT. value: required; nil removes.
   * flags: LUAVM_SET_... result: as for vm_eval; no values.
   * Returns: as vm_call.
   * Owns: free *result with vm_result_free. Threads: one per VM.
   */
  static native int vm_set(
      long vm, long path, long path_length, long value, int flags, long result);

  /**
   * Reads a field of what a reference stands for, as a script would: metamethods
   * run.
   * object: the reference. key: required. options, result: as for vm_call; one
   * value.
   * Returns: as vm_call.
   * Owns: free *result with vm_result_free. Threads: one per VM.
   */
  static native int vm_index(long vm, long object, long key, long options, long result);

  /**
   * Writes one, likewise.
   * object, key, options, result: as for vm_index. value: required.
   * Returns: as vm_call.
   * Owns: free *result with vm_result_free. Threads: one per VM.
   */
  static native int vm_assign(
      long vm, long object, long key, long value, long options, long result);

  /**
   * Makes a reference to a value: to one that came to a host function, to a copy of
   * a host's table, to another reference's value. The VM keeps the value until the
   * reference is released; both count against its memory limit.
   * value: required. reference: required, receives it (0 on failure). error: NULL,
   * or receives the message (NULL on success).
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_MEMORY; LUAVM_QUOTA; LUAVM_TIMEOUT,
   * LUAVM_CANCELLED; LUAVM_HANDLE; LUAVM_BUSY; LUAVM_CLOSED; LUAVM_UNSUPPORTED;
   * LUAVM_FORKED.
   * Owns: give *reference back with vm_release, *error with luavm_buffer_free.
   * Threads: one per VM.
   */
  static native int vm_keep(long vm, long value, long reference, long error);

  /**
   * Gives references back; their values go once nothing else holds them.
   * references: `count` of them, zeros are passed over; NULL if count is 0.
   * Returns LUAVM_OK; LUAVM_ARGUMENT (NULL; or a reference that is none of this VM,
   * or was released before: the others are released all the same); LUAVM_HANDLE;
   * LUAVM_FORKED. Threads: any, also while the VM runs.
   */
  static native int vm_release(long vm, long references, long count);

  /**
   * Memory for a reply: strings, tables, arrays of values. It lasts until the
   * library has read the reply, is aligned to 16 bytes and counts against the VM's
   * limit.
   * reply: as given to the host function that is running. bytes: at most 1 GiB.
   * memory: required, receives it (NULL on failure).
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_MEMORY, LUAVM_QUOTA; LUAVM_FORKED.
   * Owns: the library. Threads: the one that the function runs on.
   */
  static native int luavm_reply_memory(long reply, long bytes, long memory);

  /**
   * Puts a host function where every script of the VM finds it, also after
   * vm_reset. Modules on the way are made and cannot be written by scripts.
   * function: required; its name is a path, "log" or "game.spawn". What is there
   * already is replaced. error: NULL, or receives the message (NULL on success).
   * Returns: as vm_keep. Only with LUAVM_OK does the library own `user`, until it
   * calls `release`. Owns: free *error with luavm_buffer_free.
   * Threads: one per VM.
   */
  static native int vm_register(long vm, long function, long error);

  /**
   * Makes a host function that is in no table yet: an argument, a field, a result.
   * function: required; any name. reference: required, receives it (0 on failure).
   * error: NULL, or receives the message (NULL on success).
   * Returns: as vm_register; `user` as there.
   * Owns: give *reference back with vm_release, *error with luavm_buffer_free.
   * Threads: one per VM.
   */
  static native int vm_function(long vm, long function, long reference, long error);

  /**
   * Makes a class of host objects. Scripts see neither it nor its metatable.
   * definition: required. kind: required, receives a reference to the class (0 on
   * failure). error: NULL, or receives the message (NULL on success).
   * Returns: as vm_register; `user` as there.
   * Owns: give *kind back with vm_release (its objects stay what they are), *error
   * with luavm_buffer_free. Threads: one per VM.
   */
  static native int vm_class(long vm, long definition, long kind, long error);

  /**
   * Makes a host object: to scripts, a userdata that they can use but not look into.
   * kind: of vm_class. object: the host's, handed to methods as
   * as.object-&gt;user. reference: required, receives it (0 on failure). error: NULL,
   * or receives the message (NULL on success).
   * Returns: as vm_keep. Only with LUAVM_OK does the library own `object`, until it
   * calls object_release.
   * Owns: give *reference back with vm_release, *error with luavm_buffer_free.
   * Threads: one per VM.
   */
  static native int vm_object(long vm, long kind, long object, long reference, long error);

  /**
   * Makes a template: host functions that VMs begin with (luavm_vm_options.host).
   * templ: required, receives the handle (0 on failure). error: NULL, or receives
   * the message (NULL on success).
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_QUOTA (65,535 templates); LUAVM_MEMORY;
   * LUAVM_FORKED.
   * Owns: end *templ with template_free, *error with luavm_buffer_free.
   * Threads: any.
   */
  static native int template_new(long templ, long error);

  /**
   * Adds a host function, under its path as vm_register has it, to the VMs made
   * from now on; they share its `user`. It replaces one of the same path.
   * function: required. error: NULL, or receives the message (NULL on success).
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_HANDLE; LUAVM_MEMORY; LUAVM_FORKED.
   * Only with LUAVM_OK does the library own `user`, until it calls `release`: when
   * the template and every VM made of it are gone.
   * Owns: free *error with luavm_buffer_free. Threads: any.
   */
  static native int template_register(long templ, long function, long error);

  /**
   * Ends a template. VMs made of it stay as they are.
   * Returns LUAVM_OK (also for 0); LUAVM_HANDLE; LUAVM_FORKED. Threads: any.
   */
  static native int template_free(long templ);

  /**
   * Makes a group, or changes what it allows; nothing alive is taken away. Groups
   * above it that are not there are made without limits.
   * group: its name, not empty; group_length: bytes, at most LUAVM_GROUP_NAME_MAX.
   * quota: required. error: NULL, or receives the message (NULL on success).
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_QUOTA (4,096 groups); LUAVM_FORKED.
   * Owns: free *error with luavm_buffer_free. Threads: any.
   */
  static native int quota_set(long group, long group_length, long quota, long error);

  /**
   * Reads a group's counters.
   * group: its name; group_length: bytes, at most LUAVM_GROUP_NAME_MAX; empty: the
   * process. usage: required, its struct_size set.
   * Returns LUAVM_OK; LUAVM_ARGUMENT (also: no such group); LUAVM_FORKED.
   * Threads: any.
   */
  static native int quota_read(long group, long group_length, long usage);

  /**
   * Forgets a group that no VM and no group below it needs. What the cache keeps for it
   * goes.
   * group: as for quota_set.
   * Returns LUAVM_OK; LUAVM_ARGUMENT (no such group); LUAVM_BUSY (it is in use);
   * LUAVM_FORKED. Threads: any.
   */
  static native int quota_remove(long group, long group_length);

  /**
   * Puts a value, in place of one of the same key.
   * tenant: whose; not empty; tenant_length: bytes, from 1 to 256. key: not empty;
   * key_length: bytes, from 1 to 1,024. value: required; a boolean, number or string, or
   * a table of those as a tree at most 64 deep, up to 256 MiB as docs/stores.md encodes
   * it; nil deletes. ttl_ms: it is gone after so long; 0: when room is needed. error:
   * NULL, or receives the message (NULL on success).
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_QUOTA (it is larger than the cache or the
   * tenant's share, or the process or the tenant's quota group, which is that of the VM
   * made last with the tenant, has no room for it); LUAVM_MEMORY; LUAVM_FORKED.
   * After a failure the key has what it had, or nothing.
   * Owns: free *error with luavm_buffer_free. Threads: any.
   */
  static native int cache_put(
      long tenant, long tenant_length, long key, long key_length, long value, long ttl_ms, long error);

  /**
   * Gets a value.
   * tenant: as for cache_put. key: as for cache_put. result: required, receives a block
   * on every path as vm_eval does; one value, nil if there is none.
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_QUOTA (the process has no room for it);
   * LUAVM_MEMORY; LUAVM_FORKED.
   * Owns: free *result with vm_result_free. Threads: any.
   */
  static native int cache_get(
      long tenant, long tenant_length, long key, long key_length, long result);

  /**
   * Deletes a key, if it is there.
   * tenant: as for cache_put. key: as for cache_put. existed: NULL, or receives 1 or 0
   * (0 on failure). error: as for cache_put.
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_MEMORY; LUAVM_FORKED.
   * Owns: free *error with luavm_buffer_free. Threads: any.
   */
  static native int cache_delete(
      long tenant, long tenant_length, long key, long key_length, long existed, long error);

  /**
   * Deletes all keys of a tenant.
   * tenant: as for cache_put. error: as for cache_put.
   * Returns: as cache_delete.
   * Owns: free *error with luavm_buffer_free. Threads: any.
   */
  static native int cache_clear(long tenant, long tenant_length, long error);

  /**
   * Gives a tenant a share of the cache, in bytes; what it has beyond that goes.
   * tenant: as for cache_put. share_bytes: 0 or LUAVM_UNLIMITED: all of it. error: as
   * for cache_put.
   * Returns: as cache_delete.
   * Owns: free *error with luavm_buffer_free. Threads: any.
   */
  static native int cache_share(long tenant, long tenant_length, long share_bytes, long error);

  /**
   * Reads the counters.
   * tenant: whose; empty: those of the whole cache; tenant_length: bytes, at most 256.
   * statistics: required, its struct_size set.
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_MEMORY; LUAVM_FORKED. Threads: any.
   */
  static native int cache_stats(long tenant, long tenant_length, long statistics);

  /**
   * Opens a store. Two stores, in one process or two, may be open on the same file.
   * options: required. store: required, receives the handle (0 on failure). error:
   * NULL, or receives the message (NULL on success).
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_RUNTIME (no such folder, no permission, a
   * file that is damaged or of a newer version: it is left as it is); LUAVM_NETWORK
   * (no such server); LUAVM_TIMEOUT; LUAVM_UNSUPPORTED (a library without that
   * backend); LUAVM_QUOTA (65,535 stores, or no room in the group); LUAVM_FORKED.
   * After a failure the backend's release is not called.
   * Owns: end *store with store_free, *error with luavm_buffer_free. Threads: any.
   */
  static native int store_open(long options, long store, long error);

  /**
   * Reads a value.
   * key: required; a string, an integer, a number or a boolean (1.0 and 1 are one
   * key). result: required, receives a block on every path as vm_eval does; one value,
   * nil if there is none.
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_HANDLE; LUAVM_RUNTIME (what is there cannot
   * be read); LUAVM_NETWORK; LUAVM_TIMEOUT; LUAVM_QUOTA (no room for it in the process);
   * LUAVM_MEMORY; LUAVM_BUSY (from within a callback of the store); LUAVM_FORKED.
   * Owns: free *result with vm_result_free. Threads: any.
   */
  static native int store_get(long store, long key, long result);

  /**
   * Writes entries in order, all or none of them; for a backend of the host's own, as
   * many calls of which those that have succeeded are undone when one fails.
   * entries: count of them, at most 1,000,000. error: NULL, or receives the message
   * (NULL on success).
   * Returns: as store_get; LUAVM_QUOTA (key_cap, byte_cap, value_bytes). With
   * LUAVM_OK they are as safe as LUAVM_STORE_DURABLE says.
   * Owns: free *error with luavm_buffer_free. Threads: any.
   */
  static native int store_put(long store, long entries, long count, long error);

  /**
   * Deletes a key, if it is there.
   * key: as for store_get. existed: NULL, or receives 1 or 0 (0 on failure). error: as
   * for store_put.
   * Returns: as store_put. Owns: free *error with luavm_buffer_free. Threads: any.
   */
  static native int store_delete(long store, long key, long existed, long error);

  /**
   * Lists entries in the order of their keys: booleans, numbers, strings.
   * after: NULL, or the key behind which to begin. limit: from 1 to 100,000. result: as
   * for store_get; one table, whose items are {key, value} in turn: at most so many, no
   * more once they have 16 MiB, and at least one unless there are none.
   * Returns: as store_get. Owns: free *result with vm_result_free. Threads: any.
   */
  static native int store_list(long store, long after, long limit, long result);

  /**
   * All entries as one document of JSON Lines (docs/stores.md), written from one
   * moment's state where the backend can; others that write wait meanwhile.
   * document: required, receives it (NULL on failure). error: as for store_put.
   * Returns: as store_get. Owns: free both with luavm_buffer_free. Threads: any.
   */
  static native int store_export(long store, long document, long error);

  /**
   * Writes what store_export has written, all or nothing, over what is there.
   * document: not empty; document_length: bytes, at most 2,147,483,647. count: NULL,
   * or receives the number of entries (0 on failure). error: as for store_put; it names
   * the line.
   * Returns: as store_put; LUAVM_SYNTAX. Owns: free *error with luavm_buffer_free.
   * Threads: any.
   */
  static native int store_import(
      long store, long document, long document_length, long count, long error);

  /**
   * Reads a store's counters.
   * statistics: required, its struct_size set. error: as for store_put.
   * Returns: as store_get. Owns: free *error with luavm_buffer_free. Threads: any.
   */
  static native int store_stats(long store, long statistics, long error);

  /**
   * Gives a store up. It is closed once no policy and no VM of one has it any more:
   * see policy_store. What is in it stays, but for "memory:".
   * Returns LUAVM_OK (also for 0); LUAVM_HANDLE; LUAVM_FORKED. Threads: any.
   */
  static native int store_free(long store);

  /**
   * Makes a policy: for luavm_vm_options.policy. Stores that it names are opened when a
   * script first asks for them.
   * options: required. policy: required, receives the handle (0 on failure). error:
   * NULL, or receives the message (NULL on success), with the name, the line and the
   * column where the document is at fault.
   * Returns LUAVM_OK; LUAVM_SYNTAX (no JSON, an unknown key, a value out of range);
   * LUAVM_ARGUMENT; LUAVM_UNSUPPORTED (a service this library was built without);
   * LUAVM_QUOTA (65,535 policies); LUAVM_FORKED.
   * Owns: end *policy with policy_free, *error with luavm_buffer_free. Threads: any.
   */
  static native int policy_new(long options, long policy, long error);

  /**
   * Gives scripts of a policy a store that the host has opened, as store.open(name), in
   * place of one that the document names or that was given before. The policy and VMs
   * made with it keep it open until they are gone, whatever store_free does.
   * name: not empty; name_length: bytes, from 1 to 128. error: NULL, or receives the
   * message (NULL on success).
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_HANDLE (either of the two); LUAVM_FORKED.
   * Owns: free *error with luavm_buffer_free. Threads: any; for VMs made from then on.
   */
  static native int policy_store(long policy, long name, long name_length, long store, long error);

  /**
   * A document to begin with: "locked", "standard", "web", "embedded", "production",
   * "development"; or "schema", the JSON Schema of all of them.
   * name: not empty; name_length: bytes, at most 64. json: required, receives the text
   * (NULL on failure).
   * Returns LUAVM_OK; LUAVM_ARGUMENT (no such name); LUAVM_MEMORY; LUAVM_FORKED.
   * Owns: free *json with luavm_buffer_free. Threads: any.
   */
  static native int policy_show(long name, long name_length, long json);

  /**
   * Ends a policy. VMs made with it stay as they are.
   * Returns LUAVM_OK (also for 0); LUAVM_HANDLE; LUAVM_FORKED. Threads: any.
   */
  static native int policy_free(long policy);

  /**
   * Asks an HTTP server and waits for its answer. TLS certificates are verified against
   * the system's authorities and those of luavm_config.ca_file. Connections are kept and
   * used again. Answers of 400 and above are answers: LUAVM_OK. A body is charged to the
   * process while it arrives.
   *
   * Of a process, luavm_config.http_cap requests are under way at once, those of scripts
   * among them. What comes over that waits in line, within its timeout.
   * request: required. response: required, receives a block on every path (NULL only if
   * the system has no memory for one, and with LUAVM_FORKED).
   * Returns LUAVM_OK; LUAVM_ARGUMENT (URL, method, fields); LUAVM_NETWORK (no such host,
   * refused, TLS, a broken answer); LUAVM_TIMEOUT; LUAVM_OUTPUT (the body is over
   * response_bytes); LUAVM_SANDBOX (the policy forbids it, or has no "http");
   * LUAVM_QUOTA (ten times as many wait in line already; the memory of the process);
   * LUAVM_MEMORY (the system has none); LUAVM_HANDLE (no such policy); LUAVM_UNSUPPORTED
   * (a library without network); LUAVM_FORKED.
   * Owns: free *response with http_free. Threads: any.
   */
  static native int http_request(long request, long response);

  /**
   * The same with defaults: GET, no policy.
   * url: not empty; url_length: bytes, at most 8,192. response: as for http_request.
   * Returns as http_request but LUAVM_SANDBOX, LUAVM_HANDLE.
   * Owns: free *response with http_free. Threads: any.
   */
  static native int http_get(long url, long url_length, long response);

  /**
   * Gives a response back.
   * Returns LUAVM_OK (also for NULL); LUAVM_ARGUMENT when the pointer is not a live
   * response of this library (freed before, another kind, foreign); LUAVM_FORKED.
   * Threads: any.
   */
  static native int http_free(long response);

  /**
   * Opens a connection. What it takes counts as the process's memory until ws_free.
   * Redirects are not followed, and no extensions are agreed on.
   * options: required. socket: required, receives the handle (0 on failure). error:
   * NULL, or receives the message (NULL on success).
   * Returns LUAVM_OK; LUAVM_ARGUMENT; LUAVM_NETWORK; LUAVM_TIMEOUT; LUAVM_SANDBOX (the
   * policy forbids it); LUAVM_QUOTA (the process's cap of connections, 65,535 handles);
   * LUAVM_MEMORY; LUAVM_HANDLE (of the policy); LUAVM_UNSUPPORTED (a library without
   * network); LUAVM_FORKED.
   * Owns: end *socket with ws_free, *error with luavm_buffer_free. Threads: any.
   */
  static native int ws_connect(long options, long socket, long error);

  /**
   * Sends a message, and waits until it is handed to the system.
   * kind: LUAVM_WS_TEXT or LUAVM_WS_BINARY. data: the message; data_length: bytes, at
   * most 1 GiB. timeout_ms: 0: 30,000. error: as for ws_connect.
   * Returns LUAVM_OK; LUAVM_ARGUMENT (text that is no UTF-8 also); LUAVM_CLOSED (by
   * either side); LUAVM_NETWORK; LUAVM_TIMEOUT (the connection is of no more use);
   * LUAVM_HANDLE; LUAVM_FORKED.
   * Owns: free *error with luavm_buffer_free. Threads: any; messages do not mix.
   */
  static native int ws_send(
      long socket, int kind, long data, long data_length, long timeout_ms, long error);

  /**
   * Takes the next message out of the queue, or waits for it.
   * timeout_ms: 0: does not wait; LUAVM_UNLIMITED: for ever. kind: required, receives
   * LUAVM_WS_... (0 on failure). code: NULL, or receives the close code (1005 if the
   * peer gave none), else 0. data: required, receives the message, or the reason of a
   * close (NULL on failure). error: as for ws_connect.
   * Returns LUAVM_OK; LUAVM_TIMEOUT (none has come: ask again); LUAVM_OUTPUT (the message
   * is over message_bytes; the connection is closed with 1009); LUAVM_CLOSED (after the
   * close has been taken, or by ws_close here); LUAVM_NETWORK; LUAVM_ARGUMENT;
   * LUAVM_HANDLE; LUAVM_MEMORY; LUAVM_FORKED.
   * Owns: free *data and *error with luavm_buffer_free. Threads: any.
   */
  static native int ws_receive(
      long socket, long timeout_ms, long kind, long code, long data, long error);

  /**
   * Says good-bye and waits for the peer to do so.
   * code: 1000, 1001, 1003, 1007 to 1011 or 3000 to 4999; 0: 1000. reason:
   * UTF-8; reason_length: bytes, at most 123. timeout_ms: 0: 5,000. error: as for
   * ws_connect. Messages that have come and were not taken are gone.
   * Returns LUAVM_OK (also where it was closed before); LUAVM_ARGUMENT; LUAVM_TIMEOUT
   * (it is cut off); LUAVM_HANDLE; LUAVM_FORKED.
   * Owns: free *error with luavm_buffer_free. Threads: any.
   */
  static native int ws_close(
      long socket, int code, long reason, long reason_length, long timeout_ms, long error);

  /**
   * Ends a connection, at once if it is open; calls that wait in it answer
   * LUAVM_CLOSED.
   * Returns LUAVM_OK (also for 0); LUAVM_HANDLE; LUAVM_FORKED. Threads: any.
   */
  static native int ws_free(long socket);

  private AbiFunctions() {}
}
