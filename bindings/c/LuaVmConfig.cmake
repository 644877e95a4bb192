# find_package(LuaVm) gives the target LuaVm::luavm, for C (luavm.h) and for C++17
# (luavm.hpp). It finds its files from where it lies itself, in lib/cmake/LuaVm of a
# prefix, so that the prefix may be moved.
get_filename_component(_LuaVm_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." REALPATH)

foreach(_LuaVm_file IN ITEMS lib/libluavm.so include/luavm.h include/luavm.hpp)
  if(NOT EXISTS "${_LuaVm_prefix}/${_LuaVm_file}")
    set(LuaVm_FOUND FALSE)
    set(LuaVm_NOT_FOUND_MESSAGE "${_LuaVm_prefix}/${_LuaVm_file} is missing: install LuaVm again")
    unset(_LuaVm_file)
    unset(_LuaVm_prefix)
    return()
  endif()
endforeach()

if(NOT TARGET LuaVm::luavm)
  add_library(LuaVm::luavm SHARED IMPORTED)
  set_target_properties(LuaVm::luavm PROPERTIES
    IMPORTED_LOCATION "${_LuaVm_prefix}/lib/libluavm.so"
    IMPORTED_SONAME libluavm.so.0
    INTERFACE_INCLUDE_DIRECTORIES "${_LuaVm_prefix}/include")
endif()

unset(_LuaVm_file)
unset(_LuaVm_prefix)
