import { render } from 'preact';
import { ChatApp } from './components/app.tsx';

const root = document.querySelector('#app');
if (root) render(<ChatApp />, root);
