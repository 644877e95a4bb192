"""The functions of luavm.h, for ctypes.

Generated from bindings/c/luavm.h; do not edit. To make it anew: ./build.sh generate
"""

from __future__ import annotations

from ctypes import (
    POINTER,
    c_char_p,
    c_int32,
    c_int64,
    c_size_t,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any, Dict, Tuple

from ._abi_types import (
    luavm_buffer,
    luavm_cache_statistics,
    luavm_class,
    luavm_config,
    luavm_eval_options,
    luavm_function,
    luavm_http_request,
    luavm_http_response,
    luavm_memory,
    luavm_policy,
    luavm_policy_options,
    luavm_quota,
    luavm_quota_usage,
    luavm_ref,
    luavm_reply,
    luavm_result,
    luavm_statistics,
    luavm_status,
    luavm_store,
    luavm_store_entry,
    luavm_store_options,
    luavm_store_statistics,
    luavm_template,
    luavm_value,
    luavm_vm,
    luavm_vm_options,
    luavm_ws,
    luavm_ws_options,
)

# name -> (what it returns, what it takes)
PROTOTYPES: Dict[str, Tuple[Any, Tuple[Any, ...]]] = {
    "luavm_version": (c_char_p, ()),
    "luavm_abi_version": (c_uint32, ()),
    "luavm_status_name": (c_char_p, (luavm_status,)),
    "luavm_buffer_free": (luavm_status, (POINTER(luavm_buffer),)),
    "luavm_configure": (luavm_status, (POINTER(luavm_config), POINTER(POINTER(luavm_buffer)))),
    "luavm_stats": (luavm_status, (POINTER(luavm_statistics),)),
    "luavm_fail_allocations": (luavm_status, (c_uint64, c_uint32, POINTER(c_uint64))),
    "vm_new": (
        luavm_status,
        (POINTER(luavm_vm_options), POINTER(luavm_vm), POINTER(POINTER(luavm_buffer))),
    ),
    "vm_free": (luavm_status, (luavm_vm,)),
    "vm_reset": (luavm_status, (luavm_vm,)),
    "vm_interrupt": (luavm_status, (luavm_vm,)),
    "vm_mem_usage": (luavm_status, (luavm_vm, POINTER(luavm_memory))),
    "vm_gc": (luavm_status, (luavm_vm, c_uint32, c_int64, POINTER(c_int64))),
    "vm_result_free": (luavm_status, (POINTER(luavm_result),)),
    "vm_eval": (
        luavm_status,
        (luavm_vm, c_char_p, c_size_t, POINTER(luavm_eval_options), POINTER(POINTER(luavm_result))),
    ),
    "vm_load": (
        luavm_status,
        (
            luavm_vm,
            c_char_p,
            c_size_t,
            POINTER(luavm_eval_options),
            POINTER(luavm_ref),
            POINTER(POINTER(luavm_result)),
        ),
    ),
    "vm_call": (
        luavm_status,
        (
            luavm_vm,
            POINTER(luavm_value),
            POINTER(luavm_value),
            c_size_t,
            POINTER(luavm_eval_options),
            POINTER(POINTER(luavm_result)),
        ),
    ),
    "vm_resume": (
        luavm_status,
        (
            luavm_vm,
            luavm_status,
            POINTER(luavm_value),
            c_size_t,
            POINTER(luavm_eval_options),
            POINTER(POINTER(luavm_result)),
        ),
    ),
    "vm_get": (
        luavm_status,
        (luavm_vm, c_char_p, c_size_t, POINTER(luavm_eval_options), POINTER(POINTER(luavm_result))),
    ),
    "vm_set": (
        luavm_status,
        (
            luavm_vm,
            c_char_p,
            c_size_t,
            POINTER(luavm_value),
            c_uint32,
            POINTER(POINTER(luavm_result)),
        ),
    ),
    "vm_index": (
        luavm_status,
        (
            luavm_vm,
            luavm_ref,
            POINTER(luavm_value),
            POINTER(luavm_eval_options),
            POINTER(POINTER(luavm_result)),
        ),
    ),
    "vm_assign": (
        luavm_status,
        (
            luavm_vm,
            luavm_ref,
            POINTER(luavm_value),
            POINTER(luavm_value),
            POINTER(luavm_eval_options),
            POINTER(POINTER(luavm_result)),
        ),
    ),
    "vm_keep": (
        luavm_status,
        (luavm_vm, POINTER(luavm_value), POINTER(luavm_ref), POINTER(POINTER(luavm_buffer))),
    ),
    "vm_release": (luavm_status, (luavm_vm, POINTER(luavm_ref), c_size_t)),
    "luavm_reply_memory": (luavm_status, (POINTER(luavm_reply), c_size_t, POINTER(c_void_p))),
    "vm_register": (
        luavm_status,
        (luavm_vm, POINTER(luavm_function), POINTER(POINTER(luavm_buffer))),
    ),
    "vm_function": (
        luavm_status,
        (luavm_vm, POINTER(luavm_function), POINTER(luavm_ref), POINTER(POINTER(luavm_buffer))),
    ),
    "vm_class": (
        luavm_status,
        (luavm_vm, POINTER(luavm_class), POINTER(luavm_ref), POINTER(POINTER(luavm_buffer))),
    ),
    "vm_object": (
        luavm_status,
        (luavm_vm, luavm_ref, c_void_p, POINTER(luavm_ref), POINTER(POINTER(luavm_buffer))),
    ),
    "template_new": (luavm_status, (POINTER(luavm_template), POINTER(POINTER(luavm_buffer)))),
    "template_register": (
        luavm_status,
        (luavm_template, POINTER(luavm_function), POINTER(POINTER(luavm_buffer))),
    ),
    "template_free": (luavm_status, (luavm_template,)),
    "quota_set": (
        luavm_status,
        (c_char_p, c_size_t, POINTER(luavm_quota), POINTER(POINTER(luavm_buffer))),
    ),
    "quota_read": (luavm_status, (c_char_p, c_size_t, POINTER(luavm_quota_usage))),
    "quota_remove": (luavm_status, (c_char_p, c_size_t)),
    "cache_put": (
        luavm_status,
        (
            c_char_p,
            c_size_t,
            c_char_p,
            c_size_t,
            POINTER(luavm_value),
            c_uint64,
            POINTER(POINTER(luavm_buffer)),
        ),
    ),
    "cache_get": (
        luavm_status,
        (c_char_p, c_size_t, c_char_p, c_size_t, POINTER(POINTER(luavm_result))),
    ),
    "cache_delete": (
        luavm_status,
        (c_char_p, c_size_t, c_char_p, c_size_t, POINTER(c_int32), POINTER(POINTER(luavm_buffer))),
    ),
    "cache_clear": (luavm_status, (c_char_p, c_size_t, POINTER(POINTER(luavm_buffer)))),
    "cache_share": (luavm_status, (c_char_p, c_size_t, c_uint64, POINTER(POINTER(luavm_buffer)))),
    "cache_stats": (luavm_status, (c_char_p, c_size_t, POINTER(luavm_cache_statistics))),
    "store_open": (
        luavm_status,
        (POINTER(luavm_store_options), POINTER(luavm_store), POINTER(POINTER(luavm_buffer))),
    ),
    "store_get": (
        luavm_status,
        (luavm_store, POINTER(luavm_value), POINTER(POINTER(luavm_result))),
    ),
    "store_put": (
        luavm_status,
        (luavm_store, POINTER(luavm_store_entry), c_size_t, POINTER(POINTER(luavm_buffer))),
    ),
    "store_delete": (
        luavm_status,
        (luavm_store, POINTER(luavm_value), POINTER(c_int32), POINTER(POINTER(luavm_buffer))),
    ),
    "store_list": (
        luavm_status,
        (luavm_store, POINTER(luavm_value), c_size_t, POINTER(POINTER(luavm_result))),
    ),
    "store_export": (
        luavm_status,
        (luavm_store, POINTER(POINTER(luavm_buffer)), POINTER(POINTER(luavm_buffer))),
    ),
    "store_import": (
        luavm_status,
        (luavm_store, c_char_p, c_size_t, POINTER(c_uint64), POINTER(POINTER(luavm_buffer))),
    ),
    "store_stats": (
        luavm_status,
        (luavm_store, POINTER(luavm_store_statistics), POINTER(POINTER(luavm_buffer))),
    ),
    "store_free": (luavm_status, (luavm_store,)),
    "policy_new": (
        luavm_status,
        (POINTER(luavm_policy_options), POINTER(luavm_policy), POINTER(POINTER(luavm_buffer))),
    ),
    "policy_store": (
        luavm_status,
        (luavm_policy, c_char_p, c_size_t, luavm_store, POINTER(POINTER(luavm_buffer))),
    ),
    "policy_show": (luavm_status, (c_char_p, c_size_t, POINTER(POINTER(luavm_buffer)))),
    "policy_free": (luavm_status, (luavm_policy,)),
    "http_request": (
        luavm_status,
        (POINTER(luavm_http_request), POINTER(POINTER(luavm_http_response))),
    ),
    "http_get": (luavm_status, (c_char_p, c_size_t, POINTER(POINTER(luavm_http_response)))),
    "http_free": (luavm_status, (POINTER(luavm_http_response),)),
    "ws_connect": (
        luavm_status,
        (POINTER(luavm_ws_options), POINTER(luavm_ws), POINTER(POINTER(luavm_buffer))),
    ),
    "ws_send": (
        luavm_status,
        (luavm_ws, c_int32, c_char_p, c_size_t, c_uint64, POINTER(POINTER(luavm_buffer))),
    ),
    "ws_receive": (
        luavm_status,
        (
            luavm_ws,
            c_uint64,
            POINTER(c_int32),
            POINTER(c_int32),
            POINTER(POINTER(luavm_buffer)),
            POINTER(POINTER(luavm_buffer)),
        ),
    ),
    "ws_close": (
        luavm_status,
        (luavm_ws, c_int32, c_char_p, c_size_t, c_uint64, POINTER(POINTER(luavm_buffer))),
    ),
    "ws_free": (luavm_status, (luavm_ws,)),
}
