/* The module: what Python finds in it, and how it finds Python and the library. */
#include "accel.h"

accel_library library;
accel_hooks hooks;

PyObject *name_failure, *name_functions, *name_guarded, *name_handle, *name_host_object,
    *name_reference, *name_release, *name_call_with;

luavm_eval_options plain_options = {.struct_size = sizeof plain_options,
                                    .flags = LUAVM_EVAL_KEEP_FUNCTIONS};

static int hook(PyObject *from, const char *name, PyObject **to) {
  PyObject *found = PyDict_GetItemString(from, name);
  if (found == NULL) {
    PyErr_Format(PyExc_KeyError, "no hook %s", name);
    return -1;
  }
  Py_INCREF(found);
  Py_XDECREF(*to);
  *to = found;
  return 0;
}

static int address(PyObject *from, const char *name, void *to) {
  PyObject *found = PyDict_GetItemString(from, name);
  void *place = found == NULL ? NULL : PyLong_AsVoidPtr(found);
  if (place == NULL) {
    if (!PyErr_Occurred()) PyErr_Format(PyExc_KeyError, "no address %s", name);
    return -1;
  }
  memcpy(to, &place, sizeof place);
  return 0;
}

static const struct {
  const char *name;
  PyObject **to;
} hook_names[] = {
    {"other", &hooks.other},       {"encode", &hooks.encode},
    {"explain", &hooks.explain},   {"unfit", &hooks.unfit},
    {"refuse", &hooks.refuse},     {"conversion", &hooks.conversion},
    {"complete", &hooks.complete}, {"failed", &hooks.failed},
    {"answer", &hooks.answer},     {"lookup", &hooks.lookup},
    {"spaces", &hooks.spaces},     {"guarded", &hooks.guarded},
};

/* bind(addresses of the library's functions, hooks): the address of dispatch. */
static PyObject *bind(PyObject *module, PyObject *args) {
  (void)module;
  PyObject *a, *h;
  if (!PyArg_ParseTuple(args, "O!O!", &PyDict_Type, &a, &PyDict_Type, &h)) return NULL;
  if (address(a, "vm_call", &library.vm_call) < 0 ||
      address(a, "vm_eval", &library.vm_eval) < 0 ||
      address(a, "vm_result_free", &library.vm_result_free) < 0 ||
      address(a, "vm_release", &library.vm_release) < 0)
    return NULL;
  for (size_t i = 0; i < sizeof hook_names / sizeof hook_names[0]; i++)
    if (hook(h, hook_names[i].name, hook_names[i].to) < 0) return NULL;
  luavm_callback callback = dispatch;
  void *place;
  memcpy(&place, &callback, sizeof place);
  return PyLong_FromVoidPtr(place);
}

static PyObject *decode_at(PyObject *module, PyObject *args) {
  (void)module;
  PyObject *space;
  unsigned long long place;
  Py_ssize_t count;
  int borrowed = 0;
  if (!PyArg_ParseTuple(args, "OKn|p", &space, &place, &count, &borrowed)) return NULL;
  return decode(space, (const luavm_value *)(uintptr_t)place, (size_t)count, borrowed);
}

static PyMethodDef functions[] = {
    {"bind", bind, METH_VARARGS, NULL},
    {"decode", decode_at, METH_VARARGS, NULL},
    {"evaluate", evaluate, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef definition = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "luavm._accel",
    .m_doc = "Calls, evals and conversions of luavm, in C.",
    .m_size = -1,
    .m_methods = functions,
};

static bool intern(void) {
  return (name_failure = PyUnicode_InternFromString("failure")) != NULL &&
         (name_functions = PyUnicode_InternFromString("functions")) != NULL &&
         (name_guarded = PyUnicode_InternFromString("guarded")) != NULL &&
         (name_handle = PyUnicode_InternFromString("handle")) != NULL &&
         (name_host_object = PyUnicode_InternFromString("host_object")) != NULL &&
         (name_reference = PyUnicode_InternFromString("reference")) != NULL &&
         (name_release = PyUnicode_InternFromString("release")) != NULL &&
         (name_call_with = PyUnicode_InternFromString("_call_with")) != NULL;
}

PyMODINIT_FUNC PyInit__accel(void) {
  PyObject *module = PyModule_Create(&definition);
  if (module == NULL) return NULL;
  if (intern() && calls_init(module) == 0 && encoder_init(module) == 0 &&
      PyModule_AddIntConstant(module, "ABI_VERSION", LUAVM_ABI_VERSION) == 0)
    return module;
  Py_DECREF(module);
  return NULL;
}
