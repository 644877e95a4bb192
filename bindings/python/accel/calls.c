/* References, calls and evals: _pure.py, in C. */
#include "accel.h"

#include <structmember.h>

_Thread_local accel_running *running;

/* ------------------------------------------------------------------ running */

/* A call of the library about to be made. */
typedef struct task {
  accel_running frame;
  const luavm_value *function;
  const luavm_value *arguments;
  size_t count;
  const char *source; /* an eval, if there is no function */
  luavm_result *result;
} task;

static luavm_status run_now(task *t) {
  luavm_status status;
  t->frame.outer = running;
  running = &t->frame;
  Py_BEGIN_ALLOW_THREADS status =
      t->function != NULL ? library.vm_call(t->frame.handle, t->function, t->arguments,
                                            t->count, &plain_options, &t->result)
                          : library.vm_eval(t->frame.handle, t->source, t->count,
                                            &plain_options, &t->result);
  Py_END_ALLOW_THREADS running = t->frame.outer;
  return status;
}

static PyObject *run_guarded(PyObject *capsule, PyObject *ignored) {
  (void)ignored;
  task *t = PyCapsule_GetPointer(capsule, NULL);
  return t == NULL ? NULL : PyLong_FromLong(run_now(t));
}

/* The same through Python's guard, which Ctrl-C wakes. -1: an exception. */
static luavm_status run_watched(task *t) {
  static PyMethodDef native = {"native", run_guarded, METH_VARARGS, NULL};
  PyObject *capsule = PyCapsule_New(t, NULL, NULL), *thunk = NULL, *done = NULL;
  PyObject *handle = PyLong_FromUnsignedLongLong(t->frame.handle);
  if (capsule != NULL) thunk = PyCFunction_New(&native, capsule);
  if (thunk != NULL && handle != NULL)
    done = PyObject_CallFunctionObjArgs(hooks.guarded, thunk, handle, NULL);
  long status = done == NULL ? -1 : PyLong_AsLong(done);
  Py_XDECREF(done);
  Py_XDECREF(thunk);
  Py_XDECREF(handle);
  Py_XDECREF(capsule);
  return (luavm_status)status;
}

static void raise_failure(PyObject *space, luavm_status status,
                          const luavm_result *result) {
  PyObject *number = PyLong_FromLong(status), *error = NULL;
  PyObject *place = PyLong_FromVoidPtr((void *)result);
  if (number != NULL && place != NULL)
    error = PyObject_CallMethodObjArgs(space, name_failure, number, place, NULL);
  Py_XDECREF(number);
  Py_XDECREF(place);
  if (error == NULL) return;
  PyErr_SetObject((PyObject *)Py_TYPE(error), error);
  Py_DECREF(error);
}

static PyObject *values_of(PyObject *space, const luavm_result *result) {
  if (result->value_count == 1) return decode_one(space, result->values, false);
  if (result->value_count == 0) Py_RETURN_NONE;
  return decode_tuple(space, result->values, result->value_count, false);
}

/* A ConversionError that is set gets the output and the usage. */
static void complete(const luavm_result *result) {
  if (!PyErr_ExceptionMatches(hooks.conversion)) return;
  PyObject *type, *error, *trace, *place = PyLong_FromVoidPtr((void *)result);
  PyErr_Fetch(&type, &error, &trace);
  PyErr_NormalizeException(&type, &error, &trace);
  PyObject *done = PyObject_CallFunctionObjArgs(hooks.complete, place, error, NULL);
  if (done == NULL) PyErr_Clear();
  Py_XDECREF(done);
  Py_XDECREF(place);
  PyErr_Restore(type, error, trace);
}

static PyObject *run(task *t, bool guarded) {
  PyObject *space = t->frame.space, *found = NULL;
  luavm_status status = guarded ? run_watched(t) : run_now(t);
  if (status == LUAVM_OK)
    found = values_of(space, t->result);
  else if (status > 0)
    raise_failure(space, status, t->result);
  if (found == NULL && status == LUAVM_OK) complete(t->result);
  library.vm_result_free(t->result);
  return found;
}

/* --------------------------------------------------------------- references */

typedef struct held {
  PyObject_HEAD PyObject *space;
  luavm_vm handle;
  luavm_ref ref;
  int kind;
  char guarded;
} held;

static int number_of(PyObject *object, PyObject *name, unsigned long long *to) {
  PyObject *found = PyObject_GetAttr(object, name);
  if (found == NULL) return -1;
  *to = PyLong_AsUnsignedLongLong(found);
  Py_DECREF(found);
  return *to == (unsigned long long)-1 && PyErr_Occurred() ? -1 : 0;
}

static int truth_of(PyObject *object, PyObject *name) {
  PyObject *found = PyObject_GetAttr(object, name);
  if (found == NULL) return -1;
  int answer = PyObject_IsTrue(found);
  Py_DECREF(found);
  return answer;
}

static int held_init(PyObject *self, PyObject *args, PyObject *kwargs) {
  (void)kwargs;
  held *h = (held *)self;
  PyObject *space;
  unsigned long long ref, handle;
  int kind;
  if (!PyArg_ParseTuple(args, "OKi", &space, &ref, &kind)) return -1;
  int guarded = truth_of(space, name_guarded);
  if (guarded < 0 || number_of(space, name_handle, &handle) < 0) return -1;
  Py_INCREF(space);
  Py_XDECREF(h->space);
  h->space = space;
  h->handle = handle;
  h->ref = ref;
  h->kind = kind;
  h->guarded = (char)guarded;
  return 0;
}

static void drop(held *h) {
  luavm_ref ref = h->ref;
  h->ref = 0;
  if (ref != 0) library.vm_release(h->handle, &ref, 1);
}

static PyObject *held_drop(PyObject *self, PyObject *ignored) {
  (void)ignored;
  drop((held *)self);
  Py_RETURN_NONE;
}

static int held_traverse(PyObject *self, visitproc visit, void *arg) {
#if PY_VERSION_HEX >= 0x03090000
  Py_VISIT(Py_TYPE(self));
#endif
  Py_VISIT(((held *)self)->space);
  return 0;
}

static int held_clear(PyObject *self) {
  Py_CLEAR(((held *)self)->space);
  return 0;
}

static void held_dealloc(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  drop((held *)self);
  Py_CLEAR(((held *)self)->space);
  freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
  release(self);
  Py_DECREF(type);
}

static PyObject *function_call(PyObject *self, PyObject *args, PyObject *kwargs) {
  held *h = (held *)self;
  if (kwargs != NULL && PyDict_Size(kwargs) > 0)
    return PyObject_CallMethodObjArgs(self, name_call_with, args, kwargs, NULL);
  if (h->space == NULL) {
    PyErr_SetString(PyExc_ReferenceError, "this function is being collected");
    return NULL;
  }
  luavm_value function = {
      .type = h->kind, .flags = LUAVM_VALUE_REFERENCE, .as.reference = h->ref};
  accel_values v = VALUES_EMPTY;
  luavm_value few[4], *arguments = few;
  size_t count = (size_t)PyTuple_Size(args);
  char room[256];
  v.free = (char *)(((uintptr_t)room + 15) & ~(uintptr_t)15);
  v.left = 240;
  if (count > sizeof few / sizeof few[0]) {
    arguments = values_memory(&v, count * sizeof *arguments);
    if (arguments == NULL) return NULL;
  }
  PyObject *space = h->space;
  if (encode(&v, space, args, arguments) < 0) return NULL;
  task t = {{NULL, h->handle, space}, &function, arguments, count, NULL, NULL};
  Py_INCREF(space);
  PyObject *found = run(&t, h->guarded);
  Py_DECREF(space);
  values_free(&v);
  return found;
}

/* UTF-8 of a str; bytes as they are; whatever else is Python's to refuse. */
static PyObject *text_of(PyObject *source) {
  if (PyUnicode_CheckExact(source)) {
    PyObject *text = PyUnicode_AsUTF8String(source);
    if (text != NULL) return text;
    PyErr_Clear();
  }
  return PyObject_CallFunction(hooks.encode, "sO", "source", source);
}

PyObject *evaluate(PyObject *module, PyObject *args) {
  (void)module;
  PyObject *space, *source, *found = NULL;
  unsigned long long handle;
  if (!PyArg_UnpackTuple(args, "evaluate", 2, 2, &space, &source)) return NULL;
  int guarded = truth_of(space, name_guarded);
  if (guarded < 0 || number_of(space, name_handle, &handle) < 0) return NULL;
  PyObject *text = text_of(source);
  char *data;
  Py_ssize_t length;
  if (text != NULL && PyBytes_AsStringAndSize(text, &data, &length) == 0) {
    task t = {.frame = {NULL, handle, space}, .source = data, .count = (size_t)length};
    found = run(&t, guarded);
  }
  Py_XDECREF(text);
  return found;
}

static PyMemberDef members[] = {
    {"_space", T_OBJECT_EX, offsetof(held, space), READONLY, NULL},
    {"_ref", T_ULONGLONG, offsetof(held, ref), READONLY, NULL},
    {"_kind", T_INT, offsetof(held, kind), READONLY, NULL},
    {NULL, 0, 0, 0, NULL},
};

static PyMethodDef methods[] = {
    {"_drop", held_drop, METH_NOARGS, NULL},
    {NULL, NULL, 0, NULL},
};

static PyType_Slot held_slots[] = {
    {Py_tp_init, held_init},
    {Py_tp_dealloc, held_dealloc},
    {Py_tp_traverse, held_traverse},
    {Py_tp_clear, held_clear},
    {Py_tp_members, members},
    {Py_tp_methods, methods},
    {Py_tp_doc, "A reference of a VM."},
    {0, NULL},
};

static PyType_Slot function_slots[] = {
    {Py_tp_call, function_call},
    {Py_tp_dealloc, held_dealloc},
    {Py_tp_traverse, held_traverse},
    {Py_tp_clear, held_clear},
    {Py_tp_doc, "A reference to a function, ready to be called."},
    {0, NULL},
};

enum { FLAGS = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_HAVE_GC };

int calls_init(PyObject *module) {
  static PyType_Spec held_spec = {"luavm._accel.Held", sizeof(held), 0, FLAGS,
                                  held_slots};
  static PyType_Spec function_spec = {"luavm._accel.HeldFunction", sizeof(held), 0,
                                      FLAGS, function_slots};
  PyObject *base = PyType_FromSpec(&held_spec);
  if (base == NULL) return -1;
  PyObject *bases = PyTuple_Pack(1, base);
  PyObject *function =
      bases == NULL ? NULL : PyType_FromSpecWithBases(&function_spec, bases);
  Py_XDECREF(bases);
  if (function == NULL) return -1;
  if (PyModule_AddObject(module, "Held", base) < 0) return -1;
  return PyModule_AddObject(module, "HeldFunction", function);
}
