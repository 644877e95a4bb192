#include <stdlib.h>

#include "jni_nouns.h"
#include "result.h"

static jbyteArray get(JNIEnv *env, jclass native, jlong vm, jbyteArray path,
                      jbyteArray from) {
  (void)native;
  luavm_eval_options options;
  struct_from_java(env, from, &options, sizeof options);
  size_t length;
  char *text = copy_of(env, path, &length);
  if (text == NULL) return NULL;
  luavm_result *result;
  luavm_status status = vm_get((luavm_vm)vm, text, length, &options, &result);
  free(text);
  return result_to_java(env, (luavm_vm)vm, status, result);
}

static jbyteArray set(JNIEnv *env, jclass native, jlong vm, jbyteArray path,
                      jbyteArray message, jint flags) {
  (void)native;
  size_t length;
  char *text = copy_of(env, path, &length);
  if (text == NULL) return NULL;
  values_in values;
  void *room = values_from_java(env, message, &values);
  jbyteArray answer = NULL;
  if (room != NULL) {
    luavm_result *result;
    luavm_status status =
        vm_set((luavm_vm)vm, text, length, values.values, (uint32_t)flags, &result);
    answer = result_to_java(env, (luavm_vm)vm, status, result);
  }
  free(room);
  free(text);
  return answer;
}

static const JNINativeMethod methods[] = {
    METHOD("get", "(J[B[B)[B", get),
    METHOD("set", "(J[B[BI)[B", set),
};

jboolean register_globals(JNIEnv *env, jclass native) {
  return (*env)->RegisterNatives(env, native, methods, COUNT_OF(methods)) == JNI_OK;
}
