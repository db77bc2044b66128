import '@magpie-im/ui'
import './styles/layout.css'
import './styles/lists.css'
import './styles/messages.css'
import './styles/composer.css'
import './styles/forward.css'
import './styles/pins.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

const root = document.querySelector('#root')
if (root === null) throw new Error('the page has no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
