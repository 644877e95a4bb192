/* luavm_values into Python values: values.py, in C. */
#include "accel.h"

enum { TABLE_AS_KEY = 1, KEYS_MERGED = 2 };

typedef struct decoder {
  PyObject *space;
  bool borrowed;
  int problem;
  accel_map seen;             /* luavm_table to its object, borrowed */
  const luavm_table **unread; /* whose objects are still empty */
  size_t count, room;
  PyObject *keep; /* list that owns the objects meanwhile */
} decoder;

static PyObject *decode_text(const luavm_bytes *text) {
  PyObject *found = PyUnicode_DecodeUTF8(text->data, (Py_ssize_t)text->length, NULL);
  if (found != NULL || !PyErr_ExceptionMatches(PyExc_UnicodeDecodeError)) return found;
  PyErr_Clear();
  return PyBytes_FromStringAndSize(text->data, (Py_ssize_t)text->length);
}

static PyObject *decode_reference(PyObject *space, int32_t kind, luavm_ref ref,
                                  bool borrowed) {
  PyObject *found = NULL, *number = PyLong_FromLong(kind);
  PyObject *name = PyLong_FromUnsignedLongLong(ref);
  if (number != NULL && name != NULL)
    found = PyObject_CallMethodObjArgs(space, name_reference, number, name,
                                       borrowed ? Py_True : Py_False, NULL);
  Py_XDECREF(number);
  Py_XDECREF(name);
  return found;
}

static PyObject *decode_object(PyObject *space, const luavm_object *object) {
  PyObject *place = PyLong_FromVoidPtr((void *)object);
  if (place == NULL) return NULL;
  PyObject *found = PyObject_CallMethodObjArgs(space, name_host_object, place, NULL);
  Py_DECREF(place);
  return found;
}

static bool remember(decoder *d, const luavm_table *table) {
  if (d->count == d->room) {
    size_t room = d->room == 0 ? 16 : 2 * d->room;
    const luavm_table **unread = realloc((void *)d->unread, room * sizeof *unread);
    if (unread == NULL) {
      PyErr_NoMemory();
      return false;
    }
    d->unread = unread;
    d->room = room;
  }
  d->unread[d->count++] = table;
  return true;
}

static PyObject *decode_table(decoder *d, const luavm_table *table) {
  void **found = map_find(&d->seen, table);
  if (found == NULL) return NULL;
  if (*found != NULL) {
    Py_INCREF((PyObject *)*found);
    return *found;
  }
  PyObject *made = table->item_count > 0 && table->pair_count == 0
                       ? PyList_New((Py_ssize_t)table->item_count)
                       : PyDict_New();
  if (made == NULL) return NULL;
  if (d->keep == NULL) d->keep = PyList_New(0);
  if (d->keep == NULL || PyList_Append(d->keep, made) < 0 || !remember(d, table)) {
    Py_DECREF(made);
    return NULL;
  }
  *found = made;
  return made;
}

static PyObject *decode_value(decoder *d, const luavm_value *value) {
  switch (value->type) {
    case LUAVM_NIL:
      Py_RETURN_NONE;
    case LUAVM_BOOLEAN:
      return PyBool_FromLong(value->as.boolean != 0);
    case LUAVM_INTEGER:
      return PyLong_FromLongLong(value->as.integer);
    case LUAVM_NUMBER:
      return PyFloat_FromDouble(value->as.number);
    case LUAVM_BYTES:
      return decode_text(value->as.bytes);
    default:
      break;
  }
  if (value->flags & LUAVM_VALUE_REFERENCE)
    return decode_reference(d->space, value->type, value->as.reference, d->borrowed);
  if (value->flags & LUAVM_VALUE_OBJECT)
    return decode_object(d->space, value->as.object);
  if (value->type == LUAVM_TABLE) return decode_table(d, value->as.table);
  return decode_reference(d->space, value->type, 0, false);
}

static bool fill_list(decoder *d, PyObject *list, const luavm_table *table) {
  for (size_t i = 0; i < table->item_count; i++) {
    PyObject *item = decode_value(d, &table->items[i]);
    if (item == NULL) return false;
    PyList_SetItem(list, (Py_ssize_t)i, item);
  }
  return true;
}

/* Whoever holds a reference has to meet its owner, so what follows a key that no
 * dict can hold is read all the same. */
static bool put(decoder *d, PyObject *dict, PyObject *key, PyObject *value) {
  bool done = false;
  if (key != NULL && value != NULL) {
    done = PyDict_SetItem(dict, key, value) == 0;
    if (!done && PyErr_ExceptionMatches(PyExc_TypeError)) {
      PyErr_Clear();
      d->problem = TABLE_AS_KEY;
      done = true;
    }
  }
  Py_XDECREF(key);
  Py_XDECREF(value);
  return done;
}

static bool fill_dict(decoder *d, PyObject *dict, const luavm_table *table) {
  for (size_t i = 0; i < table->item_count; i++)
    if (!put(d, dict, PyLong_FromSize_t(i + 1), decode_value(d, &table->items[i])))
      return false;
  for (size_t i = 0; i < table->pair_count; i++) {
    PyObject *key = decode_value(d, &table->pairs[i].key);
    if (key == NULL || !put(d, dict, key, decode_value(d, &table->pairs[i].value)))
      return false;
  }
  size_t count = table->item_count + table->pair_count;
  if (d->problem == 0 && (size_t)PyDict_Size(dict) != count) d->problem = KEYS_MERGED;
  return true;
}

static bool fill_all(decoder *d) {
  while (d->count > 0) {
    const luavm_table *table = d->unread[--d->count];
    PyObject *into = *map_find(&d->seen, table);
    bool done =
        PyList_Check(into) ? fill_list(d, into, table) : fill_dict(d, into, table);
    if (!done) return false;
  }
  if (d->problem == 0) return true;
  PyObject *raised = PyObject_CallFunction(hooks.refuse, "i", d->problem);
  Py_XDECREF(raised);
  return false;
}

static void end(decoder *d) {
  map_free(&d->seen);
  free((void *)d->unread);
  Py_CLEAR(d->keep);
}

PyObject *decode_one(PyObject *space, const luavm_value *value, bool borrowed) {
  decoder d = {.space = space, .borrowed = borrowed};
  PyObject *found = decode_value(&d, value);
  if (found != NULL && d.count > 0 && !fill_all(&d)) Py_CLEAR(found);
  if (d.seen.room > 0) end(&d);
  return found;
}

static PyObject *decode_into(PyObject *into, bool tuple, PyObject *space,
                             const luavm_value *values, size_t count, bool borrowed) {
  if (into == NULL) return NULL;
  decoder d = {.space = space, .borrowed = borrowed};
  bool done = true;
  for (size_t i = 0; done && i < count; i++) {
    PyObject *value = decode_value(&d, &values[i]);
    done = value != NULL;
    if (done && tuple) PyTuple_SetItem(into, (Py_ssize_t)i, value);
    if (done && !tuple) PyList_SetItem(into, (Py_ssize_t)i, value);
  }
  if (!done || !fill_all(&d)) Py_CLEAR(into);
  end(&d);
  return into;
}

PyObject *decode(PyObject *space, const luavm_value *values, size_t count,
                 bool borrowed) {
  return decode_into(PyList_New((Py_ssize_t)count), false, space, values, count,
                     borrowed);
}

PyObject *decode_tuple(PyObject *space, const luavm_value *values, size_t count,
                       bool borrowed) {
  return decode_into(PyTuple_New((Py_ssize_t)count), true, space, values, count,
                     borrowed);
}
