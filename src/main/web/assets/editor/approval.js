/** How far the quote's approval is, and what I can do about it. */

const WORDS = { NONE: 'Draft', PENDING: 'Waiting for approval', APPROVED: 'Approved', DECLINED: 'Declined' };
const RULES = {
  line_discount: 'Discount on a line, %', total_discount: 'Discount in all, %', margin: 'Margin, %', total: 'Total', term: 'Term, months',
};

export class ApprovalBar {
  #box;
  #session;
  #needs = 0;

  /** (error) a command was refused. */
  onError = () => {};

  constructor(box, session) {
    this.#box = box;
    this.#session = session;
  }

  /** What of the quote as it is needs an approval. */
  showNeeds(required) {
    this.#needs = required.length;
    this.#label();
  }

  #label() {
    const summary = this.#box.querySelector('summary');
    if (!summary) return;
    if (this.#needs === 0) summary.textContent = 'Within policy';
    else summary.textContent = this.#needs === 1 ? 'Needs an approval' : `Needs approval for ${this.#needs} reasons`;
    summary.classList.toggle('needs', this.#needs > 0);
  }

  show() {
    const approval = this.#session.header().approval ?? { state: 'NONE', required: [], decisions: {} };
    const parts = [this.#chip(approval), ...this.#actions(approval), this.#why(approval)];
    this.#box.replaceChildren(...parts);
    this.#label();
  }

  #chip(approval) {
    const chip = document.createElement('span');
    chip.className = `chip ${approval.state.toLowerCase()}`;
    chip.setAttribute('role', 'status');
    const open = approval.required.map((one) => one.approver_role).filter((role) => !(role in approval.decisions));
    if (approval.state === 'PENDING') chip.textContent = `${WORDS.PENDING}: ${[...new Set(open)].join(', ')}`;
    else if (approval.state === 'STALE') chip.textContent = `Changed by ${approval.stale_by} since it was submitted`;
    else chip.textContent = WORDS[approval.state];
    return chip;
  }

  #actions(approval) {
    const { user, rights } = this.#session;
    if (!this.#session.canEdit) return [];
    const give = (command) => ({ command, revision: Number(approval.revision) });
    switch (approval.state) {
      case 'PENDING': {
        const actions = [this.#button('Take back', { command: 'revise' })];
        const mine = rights.access !== 'editor' && approval.required.some((one) => user.roles.includes(one.approver_role) && !(one.approver_role in approval.decisions));
        if (mine && approval.submitted_by !== user.user_id) {
          actions.unshift(this.#button('Approve', give('approve')), this.#button('Decline', give('decline')));
        }
        return actions;
      }
      case 'APPROVED':
        return [this.#button('Revise', { command: 'revise' })];
      default:
        return [this.#button('Submit for approval', { command: 'submit_for_approval' })];
    }
  }

  #button(label, command) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = label;
    button.addEventListener('click', async () => {
      button.disabled = true;
      const error = await this.#session.command(command);
      button.disabled = false;
      if (error) this.onError(error);
    });
    return button;
  }

  /** Which rules ask for an approval: of what was submitted, or of the quote as it is now. */
  #why(approval) {
    const details = document.createElement('details');
    const summary = document.createElement('summary');
    summary.textContent = 'What needs approval';
    details.append(summary);
    details.addEventListener('toggle', () => {
      if (!details.open) return;
      const submitted = approval.state === 'PENDING' || approval.state === 'APPROVED';
      const required = submitted ? approval.required : this.#session.pricing().approvals_required;
      const list = document.createElement('ul');
      for (const one of required) {
        const item = document.createElement('li');
        const line = one.line_id ? ` (${this.#session.line(one.line_id).description ?? one.line_id})` : '';
        const bound = one.rule_id === 'margin' ? 'at least' : 'at most';
        item.textContent = `${RULES[one.rule_id] ?? one.rule_id}${line}: ${one.measured === undefined ? 'not met' : Number(one.measured).toLocaleString()}, without approval ${bound} ${Number(one.threshold).toLocaleString()} · ${one.approver_role}`;
        list.append(item);
      }
      if (required.length === 0) {
        const item = document.createElement('li');
        item.textContent = 'Nothing: the quote is within policy.';
        list.append(item);
      }
      details.replaceChildren(summary, list);
    });
    return details;
  }
}
