// What Jira's right column shows of the Zoom meetings.

import '../styles/tokens.css';
import '../styles/base.css';
import { mountPage } from '../components/page.tsx';

mountPage(<main />);
