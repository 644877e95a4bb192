#include <stdlib.h>

#include "jni_nouns.h"
#include "result.h"

/* values: the key; for assign the key and the value. */
static jbyteArray use(JNIEnv *env, jlong vm, jlong object, jbyteArray message,
                      jbyteArray from) {
  luavm_eval_options options;
  struct_from_java(env, from, &options, sizeof options);
  values_in values;
  void *room = values_from_java(env, message, &values);
  if (room == NULL) return NULL;
  luavm_result *result;
  luavm_status status =
      values.value_count == 1
          ? vm_index((luavm_vm)vm, (luavm_ref)object, values.values, &options, &result)
          : vm_assign((luavm_vm)vm, (luavm_ref)object, values.values, values.values + 1,
                      &options, &result);
  free(room);
  return result_to_java(env, (luavm_vm)vm, status, result);
}

static jbyteArray vm_index_of(JNIEnv *env, jclass native, jlong vm, jlong object,
                              jbyteArray key, jbyteArray options) {
  (void)native;
  return use(env, vm, object, key, options);
}

static jbyteArray vm_assign_to(JNIEnv *env, jclass native, jlong vm, jlong object,
                               jbyteArray key_and_value, jbyteArray options) {
  (void)native;
  return use(env, vm, object, key_and_value, options);
}

static jint keep(JNIEnv *env, jclass native, jlong vm, jbyteArray message,
                 jlongArray kept, jobjectArray error_message) {
  (void)native;
  values_in values;
  void *room = values_from_java(env, message, &values);
  if (room == NULL) return LUAVM_MEMORY;
  luavm_ref reference;
  luavm_buffer *error;
  luavm_status status = vm_keep((luavm_vm)vm, values.values, &reference, &error);
  free(room);
  const jlong number = (jlong)reference;
  (*env)->SetLongArrayRegion(env, kept, 0, 1, &number);
  hand_over_error(env, error, error_message);
  return status;
}

static jint release(JNIEnv *env, jclass native, jlong vm, jlong reference) {
  (void)env, (void)native;
  const luavm_ref number = (luavm_ref)reference;
  return vm_release((luavm_vm)vm, &number, 1);
}

static const JNINativeMethod methods[] = {
    METHOD("index", "(JJ[B[B)[B", vm_index_of),
    METHOD("assign", "(JJ[B[B)[B", vm_assign_to),
    METHOD("keep", "(J[B[J[[B)I", keep),
    METHOD("release", "(JJ)I", release),
};

jboolean register_references(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
