import '@fontsource-variable/inter/wght.css';
import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import App from './app.jsx';
import { applyTheme, chosenTheme } from './lib/theme.js';

applyTheme(chosenTheme());
createRoot(/** @type {HTMLElement} */ (document.getElementById('root'))).render(<App />);
