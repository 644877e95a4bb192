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

  static final class luavm_config {
    static final int SIZE_BYTES = 24;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int vm_cap = 8;
    static final int reserved = 12;
    static final int memory_quota_bytes = 16;

    private luavm_config() {}
  }

  static final class luavm_statistics {
    static final int SIZE_BYTES = 72;
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

    private luavm_statistics() {}
  }

  static final class luavm_vm_options {
    static final int SIZE_BYTES = 64;
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

    private luavm_vm_options() {}
  }

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

  /** luavm_value.as. */
  static final class luavm_value_as {
    static final int SIZE_BYTES = 8;
    static final int integer = 0;
    static final int number = 0;
    static final int boolean_ = 0;
    static final int bytes = 0;
    static final int table = 0;
    static final int opaque = 0;

    private luavm_value_as() {}
  }

  static final class luavm_value {
    static final int SIZE_BYTES = 16;
    static final int type = 0;
    static final int reserved = 4;
    static final int as = 8;

    private luavm_value() {}
  }

  static final class luavm_pair {
    static final int SIZE_BYTES = 32;
    static final int key = 0;
    static final int value = 16;

    private luavm_pair() {}
  }

  /**
   * A copy of a Lua table, made without metamethods. A table met twice is the
   * same luavm_table both times, so cycles are kept: whoever walks deep marks
   * what it has seen, by `id`.
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
    static final int SIZE_BYTES = 48;
    static final int fuel = 0;
    static final int wall_ns = 8;
    static final int cpu_ns = 16;
    static final int memory_bytes = 24;
    static final int memory_peak_bytes = 32;
    static final int gc_count = 40;

    private luavm_usage() {}
  }

  static final class luavm_result {
    static final int SIZE_BYTES = 144;
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

    private luavm_result() {}
  }

  static final class luavm_eval_options {
    static final int SIZE_BYTES = 56;
    static final int struct_size = 0;
    static final int flags = 4;
    static final int chunk_name = 8;
    static final int chunk_name_length = 16;
    static final int fuel = 24;
    static final int wall_ms = 32;
    static final int output_bytes = 40;
    static final int result_bytes = 48;

    private luavm_eval_options() {}
  }

  private AbiLayouts() {}
}
