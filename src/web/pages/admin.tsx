// The page for Jira admins.

import '../styles/tokens.css';
import '../styles/base.css';
import { mountPage } from '../components/page.tsx';

mountPage(<main />);
