export { customService } from './custom-service.ts'
export { HttpAuthProvider } from './http-auth-provider.ts'
export { type CallResult, OutsideService, type OutsideServiceOptions, type OutsideServicePorts } from './outside-service.ts'
