// Generated from bindings/c/luavm.h; do not edit. To make it anew: ./build.sh generate
package io.luavm;

/** Sizes and offsets in luavm.h, in bytes, on 64-bit machines. */
final class AbiLayouts {
  /** A run of bytes inside a block owned by somebody else. */
  static final class luavm_bytes {
    static final int SIZE_BYTES = 16;
    static final int data = 0;
    static final int length = 8;

    private luavm_bytes() {}
  }

  /** An owned run of bytes: an error message, later a document or a body. */
  static final class luavm_buffer {
    static final int SIZE_BYTES = 16;
    static final int data = 0;
    static final int length = 8;

    private luavm_buffer() {}
  }

  /** What one process allows: see luavm_configure. */
  static final class luavm_config {
    static final int SIZE_BYTES = 64;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int vm_cap = 8;
    static final int reserved = 12;
    static final int memory_quota_bytes = 16;
    static final int http_cap = 24;
    static final int ws_cap = 28;
    static final int cache_bytes = 32;
    static final int cache_compress_bytes = 40;
    static final int ca_file = 48;
    static final int ca_file_length = 56;

    private luavm_config() {}
  }

  /** Counters of this process: see luavm_stats. */
  static final class luavm_statistics {
    static final int SIZE_BYTES = 104;
    static final int struct_size = 0;
    static final int vm_cap = 4;
    static final int vm_count = 8;
    static final int vm_total = 16;
    static final int eval_total = 24;
    static final int kill_total = 32;
    static final int memory_bytes = 40;
    static final int memory_peak_bytes = 48;
    static final int memory_quota_bytes = 56;
    static final int block_count = 64;
    static final int http_cap = 72;
    static final int ws_cap = 76;
    static final int cache_bytes = 80;
    static final int cache_compress_bytes = 88;
    static final int cache_held_bytes = 96;

    private luavm_statistics() {}
  }

  /** What a VM is made with: see vm_new. */
  static final class luavm_vm_options {
    static final int SIZE_BYTES = 104;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int profile = 8;
    static final int preset = 12;
    static final int memory_bytes = 16;
    static final int memory_soft_bytes = 24;
    static final int fuel = 32;
    static final int wall_ms = 40;
    static final int output_bytes = 48;
    static final int result_bytes = 56;
    static final int host = 64;
    static final int user = 72;
    static final int policy = 80;
    static final int group = 88;
    static final int group_length = 96;

    private luavm_vm_options() {}
  }

  /** A VM's memory counters: see vm_mem_usage. */
  static final class luavm_memory {
    static final int SIZE_BYTES = 64;
    static final int struct_size = 0;
    static final int reserved = 4;
    static final int used_bytes = 8;
    static final int peak_bytes = 16;
    static final int limit_bytes = 24;
    static final int soft_bytes = 32;
    static final int system_bytes = 40;
    static final int gc_count = 48;
    static final int refused_count = 56;

    private luavm_memory() {}
  }

  /**
   * A host object as it leaves the VM, and as it may go in again. It lives as long
   * as scripts or a reference hold it, and at least until the VM is next used.
   */
  static final class luavm_object {
    static final int SIZE_BYTES = 24;
    static final int id = 0;
    static final int class_kind = 8;
    static final int user = 16;

    private luavm_object() {}
  }

  /** luavm_value.as. */
  static final class luavm_value_as {
    static final int SIZE_BYTES = 8;
    static final int integer = 0;
    static final int number = 0;
    static final int boolean_ = 0;
    static final int bytes = 0;
    static final int table = 0;
    static final int opaque = 0;
    static final int reference = 0;
    static final int object = 0;

    private luavm_value_as() {}
  }

  /**
   * One value: what `type` says, in the member of `as` that goes with it. With
   * LUAVM_VALUE_TAKE the reference is released whatever comes of the call that has
   * read it; where a call is refused before that, nothing is.
   */
  static final class luavm_value {
    static final int SIZE_BYTES = 16;
    static final int type = 0;
    static final int flags = 4;
    static final int as = 8;

    private luavm_value() {}
  }

  /** A key of a table and its value. */
  static final class luavm_pair {
    static final int SIZE_BYTES = 32;
    static final int key = 0;
    static final int value = 16;

    private luavm_pair() {}
  }

  /**
   * A copy of a Lua table, made without metamethods. A table met twice is the
   * same luavm_table both times, so cycles are kept: whoever walks deep marks
   * what it has seen, by `id`. The same on the way in: one luavm_table met twice
   * becomes one Lua table. There, items may be nil (holes), a pair's key may be
   * anything but nil and NaN, and of equal keys the last one counts, pairs after
   * items; 1.0 and 1 are equal, 1 and "1" are not.
   */
  static final class luavm_table {
    static final int SIZE_BYTES = 40;
    static final int id = 0;
    static final int item_count = 8;
    static final int items = 16;
    static final int pair_count = 24;
    static final int pairs = 32;

    private luavm_table() {}
  }

  /** What an eval spent. */
  static final class luavm_usage {
    static final int SIZE_BYTES = 56;
    static final int fuel = 0;
    static final int wall_ns = 8;
    static final int cpu_ns = 16;
    static final int memory_bytes = 24;
    static final int memory_peak_bytes = 32;
    static final int gc_count = 40;
    static final int service_ns = 48;

    private luavm_usage() {}
  }

  /**
   * What came of a call: one block, which holds all that it points to, and belongs
   * to the caller until vm_result_free.
   */
  static final class luavm_result {
    static final int SIZE_BYTES = 168;
    static final int struct_size = 0;
    static final int status = 4;
    static final int message = 8;
    static final int traceback = 24;
    static final int source = 40;
    static final int line = 56;
    static final int output = 64;
    static final int value_count = 80;
    static final int values = 88;
    static final int usage = 96;
    static final int error = 152;

    private luavm_result() {}
  }

  /**
   * For every call that runs a script or hands out values. A call made from within
   * a host function has the limits of the run it is part of: those here must be 0.
   */
  static final class luavm_eval_options {
    static final int SIZE_BYTES = 64;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int chunk_name = 8;
    static final int chunk_name_length = 16;
    static final int fuel = 24;
    static final int wall_ms = 32;
    static final int output_bytes = 40;
    static final int result_bytes = 48;
    static final int slice_fuel = 56;

    private luavm_eval_options() {}
  }

  /**
   * A call of a host function: what the script gave. The struct is there until the
   * function returns, the arguments until its reply has been read: a reply may point
   * to them. All of it is the library's.
   */
  static final class luavm_call {
    static final int SIZE_BYTES = 40;
    static final int struct_size = 0;
    static final int reserved = 4;
    static final int vm = 8;
    static final int vm_user = 16;
    static final int argument_count = 24;
    static final int arguments = 32;

    private luavm_call() {}
  }

  /** What it answers. */
  static final class luavm_reply {
    static final int SIZE_BYTES = 40;
    static final int struct_size = 0;
    static final int value_room = 4;
    static final int value_count = 8;
    static final int values = 16;
    static final int release = 24;
    static final int release_user = 32;

    private luavm_reply() {}
  }

  /** A host function as the library gets to know it. */
  static final class luavm_function {
    static final int SIZE_BYTES = 48;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int name = 8;
    static final int name_length = 16;
    static final int call = 24;
    static final int user = 32;
    static final int release = 40;

    private luavm_function() {}
  }

  /**
   * A method of a class. The library checks that the first argument is an object of
   * the class.
   */
  static final class luavm_method {
    static final int SIZE_BYTES = 32;
    static final int name = 0;
    static final int name_length = 8;
    static final int call = 16;
    static final int user = 24;

    private luavm_method() {}
  }

  /** A class of host objects: what scripts may do with one. */
  static final class luavm_class {
    static final int SIZE_BYTES = 80;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int name = 8;
    static final int name_length = 16;
    static final int methods = 24;
    static final int method_count = 32;
    static final int get = 40;
    static final int set = 48;
    static final int user = 56;
    static final int release = 64;
    static final int object_release = 72;

    private luavm_class() {}
  }

  /** What a group allows: see quota_set. */
  static final class luavm_quota {
    static final int SIZE_BYTES = 32;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int vm_cap = 8;
    static final int reserved = 12;
    static final int memory_bytes = 16;
    static final int memory_soft_bytes = 24;

    private luavm_quota() {}
  }

  /** Counters of a group: see quota_read. */
  static final class luavm_quota_usage {
    static final int SIZE_BYTES = 56;
    static final int struct_size = 0;
    static final int vm_cap = 4;
    static final int vm_count = 8;
    static final int memory_bytes = 16;
    static final int memory_peak_bytes = 24;
    static final int memory_limit_bytes = 32;
    static final int memory_soft_bytes = 40;
    static final int refused_count = 48;

    private luavm_quota_usage() {}
  }

  /** Counters of the cache, or of a tenant: see cache_stats. */
  static final class luavm_cache_statistics {
    static final int SIZE_BYTES = 56;
    static final int struct_size = 0;
    static final int reserved = 4;
    static final int entry_count = 8;
    static final int byte_count = 16;
    static final int capacity_bytes = 24;
    static final int hit_count = 32;
    static final int miss_count = 40;
    static final int eviction_count = 48;

    private luavm_cache_statistics() {}
  }

  /**
   * What a callback of a store answers. All of it is 0 before each call. What it
   * points to stays as it is until the next call for the same store: the library has
   * copied it by then.
   */
  static final class luavm_store_answer {
    static final int SIZE_BYTES = 80;
    static final int struct_size = 0;
    static final int found = 4;
    static final int key = 8;
    static final int value = 24;
    static final int expires_ms = 40;
    static final int key_count = 48;
    static final int byte_count = 56;
    static final int message = 64;

    private luavm_store_answer() {}
  }

  /**
   * A store of the host's own. Keys and values are any bytes, in the encodings of
   * docs/stores.md; keys have 1 to 1,025 bytes. One call at a time, from any thread,
   * also from threads of the library. Each returns LUAVM_OK, or that nothing has
   * happened: LUAVM_RUNTIME, LUAVM_NETWORK, LUAVM_TIMEOUT, LUAVM_QUOTA, LUAVM_MEMORY.
   * A call for the same store from within one is refused with LUAVM_BUSY.
   */
  static final class luavm_store_backend {
    static final int SIZE_BYTES = 64;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int user = 8;
    static final int get = 16;
    static final int set = 24;
    static final int remove = 32;
    static final int size = 40;
    static final int next = 48;
    static final int release = 56;

    private luavm_store_backend() {}
  }

  /** What a store is opened with: see store_open. */
  static final class luavm_store_options {
    static final int SIZE_BYTES = 96;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int url = 8;
    static final int url_length = 16;
    static final int table = 24;
    static final int table_length = 32;
    static final int backend = 40;
    static final int key_cap = 48;
    static final int byte_cap = 56;
    static final int value_bytes = 64;
    static final int timeout_ms = 72;
    static final int group = 80;
    static final int group_length = 88;

    private luavm_store_options() {}
  }

  /** A write: see store_put. */
  static final class luavm_store_entry {
    static final int SIZE_BYTES = 40;
    static final int key = 0;
    static final int value = 16;
    static final int ttl_ms = 32;

    private luavm_store_entry() {}
  }

  /** Counters of a store: see store_stats. */
  static final class luavm_store_statistics {
    static final int SIZE_BYTES = 40;
    static final int struct_size = 0;
    static final int reserved = 4;
    static final int key_count = 8;
    static final int byte_count = 16;
    static final int key_cap = 24;
    static final int byte_cap = 32;

    private luavm_store_statistics() {}
  }

  /** What a policy is made of: see policy_new. */
  static final class luavm_policy_options {
    static final int SIZE_BYTES = 56;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int json = 8;
    static final int json_length = 16;
    static final int name = 24;
    static final int name_length = 32;
    static final int folder = 40;
    static final int folder_length = 48;

    private luavm_policy_options() {}
  }

  /** A header field of a request or a response. */
  static final class luavm_http_field {
    static final int SIZE_BYTES = 32;
    static final int name = 0;
    static final int value = 16;

    private luavm_http_field() {}
  }

  /** What is asked of a server: see http_request. */
  static final class luavm_http_request {
    static final int SIZE_BYTES = 96;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int url = 8;
    static final int url_length = 16;
    static final int method = 24;
    static final int method_length = 32;
    static final int fields = 40;
    static final int field_count = 48;
    static final int body = 56;
    static final int body_length = 64;
    static final int timeout_ms = 72;
    static final int response_bytes = 80;
    static final int policy = 88;

    private luavm_http_request() {}
  }

  /**
   * What a server answered: one block, which holds all that it points to, and belongs
   * to the caller until http_free.
   */
  static final class luavm_http_response {
    static final int SIZE_BYTES = 88;
    static final int struct_size = 0;
    static final int status = 4;
    static final int message = 8;
    static final int code = 24;
    static final int redirects = 28;
    static final int url = 32;
    static final int field_count = 48;
    static final int fields = 56;
    static final int body = 64;
    static final int wall_ns = 80;

    private luavm_http_response() {}
  }

  /** What is connected to: see ws_connect. */
  static final class luavm_ws_options {
    static final int SIZE_BYTES = 96;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int url = 8;
    static final int url_length = 16;
    static final int fields = 24;
    static final int field_count = 32;
    static final int protocols = 40;
    static final int protocols_length = 48;
    static final int timeout_ms = 56;
    static final int message_bytes = 64;
    static final int queue_bytes = 72;
    static final int ping_ms = 80;
    static final int policy = 88;

    private luavm_ws_options() {}
  }

  private AbiLayouts() {}
}
