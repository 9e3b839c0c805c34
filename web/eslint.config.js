import tseslint from 'typescript-eslint'
import vue from 'eslint-plugin-vue'

export default tseslint.config(
  { ignores: ['**/dist/**', '**/schema.d.ts'] },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/essential'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: tseslint.parser } } },
  {
    rules: {
      // Screens are named by what they show; one word is often the right one.
      'vue/multi-word-component-names': 'off',
      // The compiler says it with types.
      'no-undef': 'off',
      // Server text is data, never markup.
      'vue/no-v-html': 'error',
    },
  },
)
