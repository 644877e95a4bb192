"""The types of luavm.h in ctypes, name for name.

Generated from bindings/c/luavm.h; do not edit. To make it anew: ./build.sh generate
"""

from __future__ import annotations

from ctypes import (
    CFUNCTYPE,
    POINTER,
    Structure,
    Union,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Tuple, Type

luavm_status = c_int32


class luavm_bytes(Structure):
    _fields_ = [("data", c_void_p), ("length", c_size_t)]


class luavm_buffer(Structure):
    _fields_ = [("data", c_void_p), ("length", c_size_t)]


class luavm_config(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("vm_cap", c_uint32),
        ("reserved", c_uint32),
        ("memory_quota_bytes", c_uint64),
        ("http_cap", c_uint32),
        ("ws_cap", c_uint32),
        ("cache_bytes", c_uint64),
        ("cache_compress_bytes", c_uint64),
        ("ca_file", c_char_p),
        ("ca_file_length", c_size_t),
    ]


class luavm_statistics(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("vm_cap", c_uint32),
        ("vm_count", c_uint64),
        ("vm_total", c_uint64),
        ("eval_total", c_uint64),
        ("kill_total", c_uint64),
        ("memory_bytes", c_uint64),
        ("memory_peak_bytes", c_uint64),
        ("memory_quota_bytes", c_uint64),
        ("block_count", c_uint64),
        ("http_cap", c_uint32),
        ("ws_cap", c_uint32),
        ("cache_bytes", c_uint64),
        ("cache_compress_bytes", c_uint64),
        ("cache_held_bytes", c_uint64),
    ]


luavm_vm = c_uint64

luavm_template = c_uint64


class luavm_vm_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("profile", c_uint32),
        ("preset", c_uint32),
        ("memory_bytes", c_uint64),
        ("memory_soft_bytes", c_uint64),
        ("fuel", c_uint64),
        ("wall_ms", c_uint64),
        ("output_bytes", c_uint64),
        ("result_bytes", c_uint64),
        ("host", luavm_template),
        ("user", c_void_p),
        ("policy", c_uint64),
        ("group", c_char_p),
        ("group_length", c_size_t),
    ]


class luavm_memory(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_uint32),
        ("used_bytes", c_uint64),
        ("peak_bytes", c_uint64),
        ("limit_bytes", c_uint64),
        ("soft_bytes", c_uint64),
        ("system_bytes", c_uint64),
        ("gc_count", c_uint64),
        ("refused_count", c_uint64),
    ]


luavm_ref = c_uint64


class luavm_object(Structure):
    _fields_ = [("id", c_uint64), ("class_kind", luavm_ref), ("user", c_void_p)]


class luavm_value_as(Union):
    """luavm_value.as."""

    _fields_ = [
        ("integer", c_int64),
        ("number", c_double),
        ("boolean", c_int64),
        ("bytes", c_void_p),
        ("table", c_void_p),
        ("opaque", c_uint64),
        ("reference", luavm_ref),
        ("object", c_void_p),
    ]


class luavm_value(Structure):
    _fields_ = [("type", c_int32), ("flags", c_uint32), ("as", luavm_value_as)]


class luavm_pair(Structure):
    _fields_ = [("key", luavm_value), ("value", luavm_value)]


class luavm_table(Structure):
    _fields_ = [
        ("id", c_uint64),
        ("item_count", c_size_t),
        ("items", c_void_p),
        ("pair_count", c_size_t),
        ("pairs", c_void_p),
    ]


class luavm_usage(Structure):
    _fields_ = [
        ("fuel", c_uint64),
        ("wall_ns", c_uint64),
        ("cpu_ns", c_uint64),
        ("memory_bytes", c_uint64),
        ("memory_peak_bytes", c_uint64),
        ("gc_count", c_uint64),
        ("service_ns", c_uint64),
    ]


class luavm_result(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("status", luavm_status),
        ("message", luavm_bytes),
        ("traceback", luavm_bytes),
        ("source", luavm_bytes),
        ("line", c_int64),
        ("output", luavm_bytes),
        ("value_count", c_size_t),
        ("values", c_void_p),
        ("usage", luavm_usage),
        ("error", luavm_value),
    ]


class luavm_eval_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("chunk_name", c_char_p),
        ("chunk_name_length", c_size_t),
        ("fuel", c_uint64),
        ("wall_ms", c_uint64),
        ("output_bytes", c_uint64),
        ("result_bytes", c_uint64),
        ("slice_fuel", c_uint64),
    ]


class luavm_call(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_uint32),
        ("vm", luavm_vm),
        ("vm_user", c_void_p),
        ("argument_count", c_size_t),
        ("arguments", c_void_p),
    ]


class luavm_reply(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("value_room", c_uint32),
        ("value_count", c_size_t),
        ("values", c_void_p),
        ("release", CFUNCTYPE(None, c_void_p)),
        ("release_user", c_void_p),
    ]


luavm_callback = CFUNCTYPE(luavm_status, c_void_p, POINTER(luavm_call), POINTER(luavm_reply))


class luavm_function(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("name", c_char_p),
        ("name_length", c_size_t),
        ("call", luavm_callback),
        ("user", c_void_p),
        ("release", CFUNCTYPE(None, c_void_p)),
    ]


class luavm_method(Structure):
    _fields_ = [
        ("name", c_void_p),
        ("name_length", c_size_t),
        ("call", luavm_callback),
        ("user", c_void_p),
    ]


class luavm_class(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("name", c_char_p),
        ("name_length", c_size_t),
        ("methods", c_void_p),
        ("method_count", c_size_t),
        ("get", luavm_callback),
        ("set", luavm_callback),
        ("user", c_void_p),
        ("release", CFUNCTYPE(None, c_void_p)),
        ("object_release", CFUNCTYPE(None, c_void_p, c_void_p)),
    ]


class luavm_quota(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("vm_cap", c_uint32),
        ("reserved", c_uint32),
        ("memory_bytes", c_uint64),
        ("memory_soft_bytes", c_uint64),
    ]


class luavm_quota_usage(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("vm_cap", c_uint32),
        ("vm_count", c_uint64),
        ("memory_bytes", c_uint64),
        ("memory_peak_bytes", c_uint64),
        ("memory_limit_bytes", c_uint64),
        ("memory_soft_bytes", c_uint64),
        ("refused_count", c_uint64),
    ]


class luavm_cache_statistics(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_uint32),
        ("entry_count", c_uint64),
        ("byte_count", c_uint64),
        ("capacity_bytes", c_uint64),
        ("hit_count", c_uint64),
        ("miss_count", c_uint64),
        ("eviction_count", c_uint64),
    ]


luavm_store = c_uint64


class luavm_store_answer(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("found", c_int32),
        ("key", luavm_bytes),
        ("value", luavm_bytes),
        ("expires_ms", c_uint64),
        ("key_count", c_uint64),
        ("byte_count", c_uint64),
        ("message", luavm_bytes),
    ]


class luavm_store_backend(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("user", c_void_p),
        ("get", CFUNCTYPE(luavm_status, c_void_p, POINTER(luavm_bytes), POINTER(luavm_store_answer))),
        ("set", CFUNCTYPE(luavm_status, c_void_p, POINTER(luavm_bytes), POINTER(luavm_bytes), c_uint64, POINTER(luavm_store_answer))),
        ("remove", CFUNCTYPE(luavm_status, c_void_p, POINTER(luavm_bytes), POINTER(luavm_store_answer))),
        ("size", CFUNCTYPE(luavm_status, c_void_p, POINTER(luavm_store_answer))),
        ("next", CFUNCTYPE(luavm_status, c_void_p, POINTER(luavm_bytes), POINTER(luavm_store_answer))),
        ("release", CFUNCTYPE(None, c_void_p)),
    ]


class luavm_store_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("url", c_char_p),
        ("url_length", c_size_t),
        ("table", c_char_p),
        ("table_length", c_size_t),
        ("backend", c_void_p),
        ("key_cap", c_uint64),
        ("byte_cap", c_uint64),
        ("value_bytes", c_uint64),
        ("timeout_ms", c_uint64),
        ("group", c_char_p),
        ("group_length", c_size_t),
    ]


class luavm_store_entry(Structure):
    _fields_ = [("key", luavm_value), ("value", luavm_value), ("ttl_ms", c_uint64)]


class luavm_store_statistics(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("reserved", c_uint32),
        ("key_count", c_uint64),
        ("byte_count", c_uint64),
        ("key_cap", c_uint64),
        ("byte_cap", c_uint64),
    ]


luavm_policy = c_uint64


class luavm_policy_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("json", c_char_p),
        ("json_length", c_size_t),
        ("name", c_char_p),
        ("name_length", c_size_t),
        ("folder", c_char_p),
        ("folder_length", c_size_t),
    ]


class luavm_http_field(Structure):
    _fields_ = [("name", luavm_bytes), ("value", luavm_bytes)]


class luavm_http_request(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("url", c_char_p),
        ("url_length", c_size_t),
        ("method", c_char_p),
        ("method_length", c_size_t),
        ("fields", c_void_p),
        ("field_count", c_size_t),
        ("body", c_char_p),
        ("body_length", c_size_t),
        ("timeout_ms", c_uint64),
        ("response_bytes", c_uint64),
        ("policy", luavm_policy),
    ]


class luavm_http_response(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("status", luavm_status),
        ("message", luavm_bytes),
        ("code", c_int32),
        ("redirects", c_int32),
        ("url", luavm_bytes),
        ("field_count", c_size_t),
        ("fields", c_void_p),
        ("body", luavm_bytes),
        ("wall_ns", c_uint64),
    ]


luavm_ws = c_uint64


class luavm_ws_options(Structure):
    _fields_ = [
        ("struct_size", c_uint32),
        ("flags", c_uint32),
        ("url", c_char_p),
        ("url_length", c_size_t),
        ("fields", c_void_p),
        ("field_count", c_size_t),
        ("protocols", c_char_p),
        ("protocols_length", c_size_t),
        ("timeout_ms", c_uint64),
        ("message_bytes", c_uint64),
        ("queue_bytes", c_uint64),
        ("ping_ms", c_uint64),
        ("policy", luavm_policy),
    ]


STRUCTS: Tuple[Type[Structure], ...] = (
    luavm_bytes,
    luavm_buffer,
    luavm_config,
    luavm_statistics,
    luavm_vm_options,
    luavm_memory,
    luavm_object,
    luavm_value,
    luavm_pair,
    luavm_table,
    luavm_usage,
    luavm_result,
    luavm_eval_options,
    luavm_call,
    luavm_reply,
    luavm_function,
    luavm_method,
    luavm_class,
    luavm_quota,
    luavm_quota_usage,
    luavm_cache_statistics,
    luavm_store_answer,
    luavm_store_backend,
    luavm_store_options,
    luavm_store_entry,
    luavm_store_statistics,
    luavm_policy_options,
    luavm_http_field,
    luavm_http_request,
    luavm_http_response,
    luavm_ws_options,
)
