export * from './format'
export * from './labels'
export * from './typed'
export * from './pinyin'
