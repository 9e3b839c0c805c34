export * from './format'
export * from './labels'
