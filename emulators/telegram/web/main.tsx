import { render } from 'preact';
import { App } from './components/app.tsx';
import './styles/base.css';
import './styles/layout.css';
import './styles/messages.css';
import './styles/composer.css';
import './styles/dialogs.css';
import './styles/panel.css';

const root = document.querySelector('#app');
if (root) render(<App />, root);
