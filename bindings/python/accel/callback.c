/* Host functions, as the library calls them: _callback.py, in C. */
#include "accel.h"

static PyObject *space_of(luavm_vm vm) {
  for (accel_running *r = running; r != NULL; r = r->outer)
    if (r->handle == vm) {
      Py_INCREF(r->space);
      return r->space;
    }
  /* A run that Python started: by the weak reference. */
  PyObject *handle = PyLong_FromUnsignedLongLong(vm), *space = NULL;
  PyObject *weak =
      handle == NULL ? NULL : PyDict_GetItemWithError(hooks.spaces, handle);
  if (weak != NULL) space = PyObject_CallFunctionObjArgs(weak, NULL);
  Py_XDECREF(handle);
  if (space != Py_None) return space;
  Py_DECREF(space);
  return NULL;
}

/* The function of a number: the space's own, or its template's. */
static PyObject *function_of(PyObject *space, void *user) {
  PyObject *number = PyLong_FromVoidPtr(user), *found = NULL;
  PyObject *functions = PyObject_GetAttr(space, name_functions);
  if (number != NULL && functions != NULL)
    found = PyDict_GetItemWithError(functions, number);
  Py_XINCREF(found);
  if (found == NULL && number != NULL && !PyErr_Occurred())
    found = PyObject_CallFunctionObjArgs(hooks.lookup, number, NULL);
  Py_XDECREF(functions);
  Py_XDECREF(number);
  return found;
}

static luavm_status status_of(PyObject *number) {
  long status = number == NULL ? -1 : PyLong_AsLong(number);
  Py_XDECREF(number);
  if (status >= 0) return (luavm_status)status;
  PyErr_Clear();
  return LUAVM_CANCELLED;
}

/* Hands the exception that is set to Python. */
static luavm_status failed(PyObject *space, luavm_reply *reply) {
  PyObject *type, *error, *trace;
  PyErr_Fetch(&type, &error, &trace);
  PyErr_NormalizeException(&type, &error, &trace);
  if (trace != NULL) PyException_SetTraceback(error, trace);
  PyObject *place = PyLong_FromVoidPtr(reply), *status = NULL;
  if (place != NULL)
    status = PyObject_CallFunctionObjArgs(hooks.failed, space, place, error, NULL);
  Py_XDECREF(place);
  Py_XDECREF(type);
  Py_XDECREF(error);
  Py_XDECREF(trace);
  return status_of(status);
}

static void release_values(void *user) {
  values_free(user);
  free(user);
}

/* Several results, or a table: in memory that the library tells us to free. */
static int reply_with(PyObject *space, luavm_reply *reply, PyObject *tuple) {
  accel_values *v = calloc(1, sizeof *v);
  if (v == NULL) {
    PyErr_NoMemory();
    return -1;
  }
  size_t count = (size_t)PyTuple_Size(tuple);
  luavm_value *values = reply->values;
  if (count > reply->value_room) values = values_memory(v, count * sizeof *values);
  if (values == NULL || encode(v, space, tuple, values) < 0) {
    release_values(v);
    return -1;
  }
  reply->values = values;
  reply->value_count = count;
  reply->release = release_values;
  reply->release_user = v;
  return 0;
}

static bool is_plain(PyObject *result) {
  return PyUnicode_Check(result) || PyBytes_Check(result) || PyList_Check(result) ||
         PyDict_Check(result);
}

static luavm_status answer(PyObject *space, luavm_reply *reply, PyObject *result) {
  PyTypeObject *type = Py_TYPE(result);
  if (result == Py_None || type == &PyLong_Type || type == &PyFloat_Type ||
      type == &PyBool_Type) {
    accel_values none = VALUES_EMPTY;
    if (encode_plain(&none, result, &reply->values[0]) == 0) {
      reply->value_count = 1;
      return LUAVM_OK;
    }
    PyErr_Clear(); /* an integer out of range: told below */
  }
  if (type == &PyTuple_Type || is_plain(result) || type == &PyLong_Type) {
    PyObject *tuple = result;
    if (type == &PyTuple_Type)
      Py_INCREF(tuple);
    else
      tuple = PyTuple_Pack(1, result);
    int done = tuple == NULL ? -1 : reply_with(space, reply, tuple);
    Py_XDECREF(tuple);
    return done == 0 ? LUAVM_OK : failed(space, reply);
  }
  PyObject *place = PyLong_FromVoidPtr(reply), *status = NULL;
  if (place != NULL)
    status = PyObject_CallFunctionObjArgs(hooks.answer, space, place, result, NULL);
  Py_XDECREF(place);
  return status != NULL ? status_of(status) : failed(space, reply);
}

static luavm_status call_function(PyObject *space, void *user, const luavm_call *call,
                                  luavm_reply *reply) {
  PyObject *result = NULL, *given = NULL;
  PyObject *function = function_of(space, user);
  if (function != NULL)
    given = decode_tuple(space, call->arguments, call->argument_count, true);
  if (given != NULL) result = PyObject_Call(function, given, NULL);
  luavm_status status =
      result != NULL ? answer(space, reply, result) : failed(space, reply);
  Py_XDECREF(result);
  Py_XDECREF(given);
  Py_XDECREF(function);
  return status;
}

luavm_status dispatch(void *user, const luavm_call *call, luavm_reply *reply) {
  luavm_status status = LUAVM_CANCELLED;
  PyGILState_STATE state = PyGILState_Ensure();
  PyObject *space = space_of(call->vm);
  if (space != NULL)
    status = call_function(space, user, call, reply);
  else
    PyErr_Clear();
  Py_XDECREF(space);
  PyGILState_Release(state);
  return status;
}
