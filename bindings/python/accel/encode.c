/* Python values into luavm_values: _encode.py, in C. */
#include "accel.h"

static int encode_text(accel_values *v, const char *data, Py_ssize_t length,
                       luavm_value *out) {
  luavm_bytes *bytes = values_memory(v, sizeof *bytes + (size_t)length);
  if (bytes == NULL) return -1;
  memcpy(bytes + 1, data, (size_t)length);
  *bytes = (luavm_bytes){(char *)(bytes + 1), (size_t)length};
  out->type = LUAVM_BYTES;
  out->as.bytes = bytes;
  return 0;
}

static int encode_bytes(accel_values *v, PyObject *bytes, luavm_value *out) {
  char *data;
  Py_ssize_t length;
  if (PyBytes_AsStringAndSize(bytes, &data, &length) < 0) return -1;
  return encode_text(v, data, length, out);
}

static int encode_str(accel_values *v, PyObject *text, luavm_value *out) {
  PyObject *bytes = PyUnicode_AsUTF8String(text);
  if (bytes == NULL) return -1;
  int answer = encode_bytes(v, bytes, out);
  Py_DECREF(bytes);
  return answer;
}

static int encode_integer(PyObject *value, luavm_value *out) {
  int overflow;
  long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
  if (overflow != 0) {
    PyErr_SetNone(PyExc_OverflowError);
    return -1;
  }
  if (number == -1 && PyErr_Occurred()) return -1;
  out->type = LUAVM_INTEGER;
  out->as.integer = number;
  return 0;
}

int encode_plain(accel_values *v, PyObject *value, luavm_value *out) {
  *out = (luavm_value){0};
  PyTypeObject *type = Py_TYPE(value);
  if (type == &PyLong_Type) return encode_integer(value, out);
  if (value == Py_None) return 0;
  if (type == &PyUnicode_Type) return encode_str(v, value, out);
  if (type == &PyFloat_Type) {
    out->type = LUAVM_NUMBER;
    out->as.number = PyFloat_AsDouble(value);
    return 0;
  }
  if (type == &PyBool_Type) {
    out->type = LUAVM_BOOLEAN;
    out->as.boolean = value == Py_True;
    return 0;
  }
  if (type == &PyBytes_Type) return encode_bytes(v, value, out);
  return 1;
}

static bool remember(accel_values *v, PyObject *container, luavm_table *table) {
  if (v->held == NULL && (v->held = PyList_New(0)) == NULL) return false;
  if (PyList_Append(v->held, container) < 0) return false;
  if (v->todo_count == v->todo_room) {
    size_t room = v->todo_room == 0 ? 16 : 2 * v->todo_room;
    Py_ssize_t *todo = realloc(v->todo, room * sizeof *todo);
    if (todo != NULL) v->todo = todo;
    luavm_table **tables = realloc(v->todo_tables, room * sizeof *tables);
    if (tables != NULL) v->todo_tables = tables;
    if (todo == NULL || tables == NULL) {
      PyErr_NoMemory();
      return false;
    }
    v->todo_room = room;
  }
  v->todo[v->todo_count] = PyList_Size(v->held) - 1;
  v->todo_tables[v->todo_count++] = table;
  return true;
}

static int encode_container(accel_values *v, PyObject *value, luavm_value *out) {
  void **found = map_find(&v->tables, value);
  if (found == NULL) return -1;
  if (*found == NULL) {
    luavm_table *table = values_memory(v, sizeof *table);
    if (table == NULL) return -1;
    *table = (luavm_table){0};
    *found = table;
    if (!remember(v, value, table)) return -1;
  }
  out->type = LUAVM_TABLE;
  out->as.table = *found;
  return 0;
}

/* What the VM knows: functions, objects, references. */
static int encode_other(accel_values *v, PyObject *space, PyObject *value,
                        luavm_value *out) {
  if (v->taken == NULL && (v->taken = PyList_New(0)) == NULL) return -1;
  PyObject *found =
      PyObject_CallFunctionObjArgs(hooks.other, space, value, v->taken, NULL);
  if (found == NULL) return -1;
  int answer = -1;
  if (PyBytes_Check(found)) {
    answer = encode_bytes(v, found, out);
  } else {
    long long head, payload;
    if (PyArg_ParseTuple(found, "LL", &head, &payload)) {
      memcpy(out, &head, sizeof head);
      out->as.integer = payload;
      answer = 0;
    }
  }
  Py_DECREF(found);
  return answer;
}

static int encode_value(accel_values *v, PyObject *space, PyObject *value,
                        luavm_value *out) {
  int answer = encode_plain(v, value, out);
  if (answer <= 0) return answer;
  if (PyList_Check(value) || PyDict_Check(value) || PyTuple_Check(value))
    return encode_container(v, value, out);
  if (PyUnicode_Check(value)) return encode_str(v, value, out);
  if (PyLong_Check(value)) return encode_integer(value, out);
  if (PyFloat_Check(value)) {
    out->type = LUAVM_NUMBER;
    out->as.number = PyFloat_AsDouble(value);
    return 0;
  }
  Py_INCREF(value); /* the hook may run anything */
  answer = encode_other(v, space, value, out);
  Py_DECREF(value);
  return answer;
}

static int encode_items(accel_values *v, PyObject *space, PyObject *value,
                        luavm_table *table) {
  bool list = PyList_Check(value);
  Py_ssize_t count = list ? PyList_Size(value) : PyTuple_Size(value);
  luavm_value *items = values_memory(v, (size_t)count * sizeof *items);
  if (items == NULL) return -1;
  Py_ssize_t i;
  for (i = 0; i < count; i++) {
    PyObject *item = list ? PyList_GetItem(value, i) : PyTuple_GetItem(value, i);
    if (item == NULL || encode_value(v, space, item, &items[i]) < 0) return -1;
  }
  table->item_count = (size_t)count;
  table->items = items;
  return 0;
}

/* No Lua table has such a key. Notes whether it is a str (1) or bytes (2). */
static bool unfit(PyObject *key, int *texts) {
  if (PyUnicode_Check(key)) *texts |= 1;
  if (PyBytes_Check(key)) *texts |= 2;
  if (PyFloat_Check(key)) {
    double number = PyFloat_AsDouble(key);
    return number != number;
  }
  return key == Py_None || PyTuple_Check(key);
}

/* Whether a dict has 'a' beside b'a', which are one key in Lua. */
static bool merged(PyObject *dict) {
  PyObject *keys = PyDict_Keys(dict), *found = NULL;
  if (keys != NULL) found = PyObject_CallFunctionObjArgs(hooks.unfit, keys, NULL);
  bool fits = found == Py_False;
  if (found == Py_True) PyErr_SetNone(PyExc_TypeError);
  Py_XDECREF(found);
  Py_XDECREF(keys);
  return !fits;
}

static int encode_pairs(accel_values *v, PyObject *space, PyObject *value,
                        luavm_table *table) {
  Py_ssize_t count = PyDict_Size(value), place = 0, i = 0;
  luavm_pair *pairs = values_memory(v, (size_t)count * sizeof *pairs);
  if (pairs == NULL) return -1;
  PyObject *key, *item;
  int texts = 0;
  while (i < count && PyDict_Next(value, &place, &key, &item)) {
    if (unfit(key, &texts)) {
      PyErr_SetNone(PyExc_TypeError); /* what it really is, explain says */
      return -1;
    }
    Py_INCREF(item);
    int answer = encode_value(v, space, key, &pairs[i].key);
    if (answer == 0) answer = encode_value(v, space, item, &pairs[i].value);
    Py_DECREF(item);
    if (answer < 0) return -1;
    i++;
  }
  if (texts == 3 && merged(value)) return -1;
  table->pair_count = (size_t)i;
  table->pairs = pairs;
  return 0;
}

static int encode_all(accel_values *v, PyObject *space, PyObject *tuple,
                      luavm_value *out) {
  Py_ssize_t count = PyTuple_Size(tuple);
  for (Py_ssize_t i = 0; i < count; i++)
    if (encode_value(v, space, PyTuple_GetItem(tuple, i), &out[i]) < 0) return -1;
  while (v->todo_count > 0) {
    luavm_table *table = v->todo_tables[--v->todo_count];
    PyObject *next = PyList_GetItem(v->held, v->todo[v->todo_count]);
    int answer = PyDict_Check(next) ? encode_pairs(v, space, next, table)
                                    : encode_items(v, space, next, table);
    if (answer < 0) return -1;
  }
  return 0;
}

/* References that were made for values that are not going to be used. */
static void give_back(accel_values *v, PyObject *space) {
  if (v->taken == NULL) return;
  PyObject *type, *value, *trace;
  PyErr_Fetch(&type, &value, &trace);
  PyObject *done = PyObject_CallMethodObjArgs(space, name_release, v->taken, NULL);
  if (done == NULL) PyErr_Clear();
  Py_XDECREF(done);
  PyErr_Restore(type, value, trace);
}

int encode(accel_values *v, PyObject *space, PyObject *tuple, luavm_value *out) {
  int answer = encode_all(v, space, tuple, out);
  if (answer < 0) {
    give_back(v, space);
    if (PyErr_ExceptionMatches(PyExc_TypeError) ||
        PyErr_ExceptionMatches(PyExc_OverflowError) ||
        PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
      PyErr_Clear();
      PyObject *raised =
          PyObject_CallFunctionObjArgs(hooks.explain, space, tuple, NULL);
      Py_XDECREF(raised);
    }
    values_free(v);
  }
  Py_CLEAR(v->taken);
  Py_CLEAR(v->held);
  return answer;
}

/* ------------------------------------------------------------------ Encoder */

typedef struct encoder {
  PyObject_HEAD accel_values values;
  luavm_value *array;
} encoder;

static int encoder_init_object(PyObject *self, PyObject *args, PyObject *kwargs) {
  (void)kwargs;
  encoder *e = (encoder *)self;
  PyObject *space, *values;
  if (e->array != NULL || !PyArg_ParseTuple(args, "OO", &space, &values)) return -1;
  PyObject *tuple = PySequence_Tuple(values);
  if (tuple == NULL) return -1;
  size_t count = (size_t)PyTuple_Size(tuple);
  e->array = values_memory(&e->values, count * sizeof *e->array);
  int answer = e->array == NULL ? -1 : encode(&e->values, space, tuple, e->array);
  if (answer < 0) e->array = NULL;
  Py_DECREF(tuple);
  return answer;
}

static void encoder_dealloc(PyObject *self) {
  PyTypeObject *type = Py_TYPE(self);
  values_free(&((encoder *)self)->values);
  freefunc release = (freefunc)PyType_GetSlot(type, Py_tp_free);
  release(self);
  Py_DECREF(type);
}

static PyObject *encoder_address(PyObject *self, void *ignored) {
  (void)ignored;
  return PyLong_FromVoidPtr(((encoder *)self)->array);
}

int encoder_init(PyObject *module) {
  static PyGetSetDef properties[] = {
      {"address", encoder_address, NULL, NULL, NULL},
      {NULL, NULL, NULL, NULL, NULL},
  };
  static PyType_Slot slots[] = {
      {Py_tp_init, encoder_init_object},
      {Py_tp_dealloc, encoder_dealloc},
      {Py_tp_getset, properties},
      {Py_tp_doc, "An array of luavm_values."},
      {0, NULL},
  };
  static PyType_Spec spec = {"luavm._accel.Encoder", sizeof(encoder), 0,
                             Py_TPFLAGS_DEFAULT, slots};
  PyObject *type = PyType_FromSpec(&spec);
  return type == NULL ? -1 : PyModule_AddObject(module, "Encoder", type);
}
