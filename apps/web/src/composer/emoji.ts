const rows = [
  '😀 😃 😄 😁 😆 😅 😂 🤣 😊 😇 🙂 🙃 😉 😍 🥰 😘 😋 😜 🤪 🤗 🤭 🤔 🤨 😐 😏 😒 🙄 😬 😌 😔 😴 😷 🤒 🥵 🥶 😵 🤯 🥳 😎 🤓 😟 😮 😳 🥺 😢 😭 😱 😤 😡 🤬 😈 💀 🤡 👻 🤖',
  '👍 👎 👌 🤌 🤞 🤟 🤙 👈 👉 👆 👇 👋 ✋ 👏 🙌 🙏 🤝 💪 👀 🧠 👶 🧑 👩 👨 🙋 🤷 🤦 🏃 💃',
  '❤️ 🧡 💛 💚 💙 💜 🖤 🤍 💔 💯 💥 💫 💦 🔥 ✨ 🎉 🎊 🎁 🏆 🥇 ⭐ 🌟 ☀️ 🌙 ⛅ 🌧️ ❄️ 🌈 🌸 🌹 🍀 🌲 🐶 🐱 🐼 🐧 🐦 🦊 🐝 🦋',
  '🍎 🍊 🍉 🍓 🥑 🍔 🍕 🍜 🍚 🥟 🍣 🍰 🍫 ☕ 🍵 🍺 🍷 🥂 ⚽ 🏀 🎮 🎵 🎬 📷 ✈️ 🚗 🚲 🏠 🏢 📱 💻 ⌚ 💡 📌 📎 ✅ ❌ ❗ ❓ ⚠️ 🚀',
] as const

export const emojis: readonly string[] = rows.flatMap((row) => row.split(' '))

/** What people answer with most. */
export const reactions = ['👍', '❤️', '😂', '🎉', '😮', '😢'] as const
