import type { Device, DeviceType, KnownDevice, SignIn, UserId } from '@magpie-im/model'
import { mostDevices } from '../engine.ts'
import type { SqlValue } from './value.ts'

const device = 'device_id, device_type, device_name, app_version, address'
const columns = `stamp, user_id, ${device}, door, result`

export const putSignInsSql = { head: `REPLACE INTO sign_ins (${columns}) VALUES `, row: '(?, ?, ?, ?, ?, ?, ?, ?, ?)' } as const
export const putDevicesSql = { head: `REPLACE INTO devices (stamp, user_id, ${device}) VALUES `, row: '(?, ?, ?, ?, ?, ?, ?)' } as const

export const signInsSql = {
  list: `SELECT ${columns} FROM sign_ins WHERE stamp < ? ORDER BY stamp DESC LIMIT ?`,
  ofUser: `SELECT ${columns} FROM sign_ins WHERE user_id = ? AND stamp < ? ORDER BY stamp DESC LIMIT ?`,
  devices: `SELECT stamp, user_id, ${device} FROM devices WHERE user_id = ? ORDER BY stamp DESC LIMIT ${mostDevices}`,
} as const

export interface DeviceRow {
  readonly stamp: number
  readonly user_id: UserId
  readonly device_id: string
  readonly device_type: DeviceType
  readonly device_name: string
  readonly app_version: string
  readonly address: string
}

export interface SignInRow extends DeviceRow {
  readonly door: string
  readonly result: string
}

export function addDeviceValues(values: SqlValue[], { stamp, user, device: { id, type, name, appVersion }, address }: SignIn): void {
  values.push(stamp, user, id, type, name, appVersion, address)
}

export function addSignInValues(values: SqlValue[], signIn: SignIn): void {
  addDeviceValues(values, signIn)
  values.push(signIn.door, signIn.result)
}

function deviceOf(row: DeviceRow): Device {
  return { id: row.device_id, type: row.device_type, name: row.device_name, appVersion: row.app_version }
}

export function knownDeviceOf(row: DeviceRow): KnownDevice {
  return { device: deviceOf(row), address: row.address, at: row.stamp }
}

export function signInOf(row: SignInRow): SignIn {
  const { stamp, user_id: user, address, door, result } = row
  return { stamp, user, device: deviceOf(row), address, door, result }
}
